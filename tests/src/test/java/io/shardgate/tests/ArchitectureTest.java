package io.shardgate.tests;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.concurrent.Future;

/** The direction of dependencies between modules and packages, each library's home, and what may not block. */
@AnalyzeClasses(packages = "io.shardgate", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] DATA_PATH = {
        "io.shardgate.proxy.wire..",
        "io.shardgate.proxy.backend..",
        "io.shardgate.proxy.exec..",
        "io.shardgate.proxy.server..",
        "io.shardgate.proxy.session..",
        "io.shardgate.proxy.tx.."
    };

    /** Each module and what it may use; Maven checks the same, but only of modules, not of what they bring along. */
    @ArchTest
    static final ArchRule MODULES = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("vschema")
            .definedBy("io.shardgate.vschema..")
            .layer("planner")
            .definedBy("io.shardgate.planner..")
            .layer("serving")
            .definedBy("io.shardgate.serving..")
            .layer("sequences")
            .definedBy("io.shardgate.sequences..")
            .layer("proxy")
            .definedBy("io.shardgate.proxy..")
            .layer("resharding")
            .definedBy("io.shardgate.resharding..")
            .layer("admin")
            .definedBy("io.shardgate.admin..")
            .layer("local")
            .definedBy("io.shardgate.local..")
            .layer("guestbook")
            .definedBy("io.shardgate.guestbook..")
            .whereLayer("vschema")
            .mayNotAccessAnyLayer()
            .whereLayer("local")
            .mayNotAccessAnyLayer()
            .whereLayer("guestbook")
            .mayNotAccessAnyLayer()
            .whereLayer("planner")
            .mayOnlyAccessLayers("vschema")
            .whereLayer("serving")
            .mayOnlyAccessLayers("vschema")
            .whereLayer("sequences")
            .mayOnlyAccessLayers("vschema", "serving")
            .whereLayer("proxy")
            .mayOnlyAccessLayers("vschema", "planner", "serving", "sequences")
            .whereLayer("resharding")
            .mayOnlyAccessLayers("vschema", "serving")
            .whereLayer("admin")
            .mayOnlyAccessLayers("vschema", "planner", "serving", "sequences", "proxy", "resharding", "local");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLES =
            slices().assignedFrom(new Packages()).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NETTY = home("io.netty..", "io.shardgate.proxy..");

    @ArchTest
    static final ArchRule JSQLPARSER = home("net.sf.jsqlparser..", "io.shardgate.planner.ast..");

    @ArchTest
    static final ArchRule CAFFEINE = home("com.github.benmanes..", "io.shardgate.proxy.session..");

    /** The guestbook stands for an application and has pools of its own. */
    @ArchTest
    static final ArchRule HIKARI =
            home("com.zaxxer.hikari..", "io.shardgate.serving.jdbc..", "io.shardgate.guestbook..");

    @ArchTest
    static final ArchRule FAILSAFE = home("dev.failsafe..", "io.shardgate.resharding.copy..");

    @ArchTest
    static final ArchRule BINLOG_CONNECTOR = home("com.github.shyiko..", "io.shardgate.resharding.stream..");

    @ArchTest
    static final ArchRule JETCD = home("io.etcd..", "io.shardgate.serving.store..");

    @ArchTest
    static final ArchRule PICOCLI =
            home("picocli..", "io.shardgate.admin..", "io.shardgate.launcher..", "io.shardgate.guestbook..");

    @ArchTest
    static final ArchRule NO_INPUT_OR_OUTPUT_WHERE_PLANS_ARE_MADE = noClasses()
            .that()
            .resideInAnyPackage("io.shardgate.planner..", "io.shardgate.vschema.key..", "io.shardgate.vschema.model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..", "java.sql..");

    @ArchTest
    static final ArchRule PLANS_AND_VSCHEMAS_DO_NOT_CHANGE = fields().that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage("io.shardgate.planner.primitive..", "io.shardgate.vschema..")
            .should()
            .beFinal()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule THE_DATA_PATH_USES_NO_JDBC = noClasses()
            .that()
            .resideInAnyPackage(DATA_PATH)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.sql..");

    @ArchTest
    static final ArchRule THE_DATA_PATH_DOES_NOT_BLOCK = noClasses()
            .that()
            .resideInAnyPackage(DATA_PATH)
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethodWhere(target(name("get")).and(target(owner(assignableTo(Future.class)))));

    private static ArchRule home(String library, String... packages) {
        return classes()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage(library);
    }

    /** One slice for each package, by its full name. */
    private static final class Packages implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
