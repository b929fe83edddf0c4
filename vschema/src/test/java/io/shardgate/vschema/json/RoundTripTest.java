package io.shardgate.vschema.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.vschema.model.AutoIncrementDefinition;
import io.shardgate.vschema.model.ColumnDefinition;
import io.shardgate.vschema.model.ColumnVindexDefinition;
import io.shardgate.vschema.model.ForeignKeyMode;
import io.shardgate.vschema.model.KeyspaceDefinition;
import io.shardgate.vschema.model.MultiTenantDefinition;
import io.shardgate.vschema.model.RoutingRules;
import io.shardgate.vschema.model.TableDefinition;
import io.shardgate.vschema.model.VSchemaDefinition;
import io.shardgate.vschema.model.VindexDefinition;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever can be written can be read back without loss, in the same order. */
class RoundTripTest {

    @Property(tries = 300)
    void aKeyspaceReadsBackFromItsJson(@ForAll("keyspaces") KeyspaceDefinition keyspace) {
        String json = VSchemaJson.write(keyspace);

        Reading<KeyspaceDefinition> reading = VSchemaJson.readKeyspace(json);

        assertThat(reading).isEqualTo(new Reading<>(keyspace, List.of()));
        assertThat(VSchemaJson.write(reading.value())).isEqualTo(json);
    }

    @Property(tries = 100)
    void allKeyspacesReadBackFromTheirJson(@ForAll("vschemas") VSchemaDefinition vschema) {
        String json = VSchemaJson.write(vschema);

        Reading<VSchemaDefinition> reading = VSchemaJson.read(json);

        assertThat(reading).isEqualTo(new Reading<>(vschema, List.of()));
        assertThat(VSchemaJson.write(reading.value())).isEqualTo(json);
    }

    @Provide
    Arbitrary<VSchemaDefinition> vschemas() {
        var names = names();
        var rules = Combinators.combine(
                        Combinators.combine(names, names.list().ofMaxSize(2))
                                .as(RoutingRules.TableRule::new)
                                .list()
                                .ofMaxSize(2),
                        Combinators.combine(names, names, names)
                                .as(RoutingRules.ShardRule::new)
                                .list()
                                .ofMaxSize(2),
                        Combinators.combine(names, names)
                                .as(RoutingRules.KeyspaceRule::new)
                                .list()
                                .ofMaxSize(2),
                        Combinators.combine(names, names, Arbitraries.doubles().between(0, 100))
                                .as(RoutingRules.MirrorRule::new)
                                .list()
                                .ofMaxSize(2))
                .as(RoutingRules::new);
        return Combinators.combine(Arbitraries.maps(names, keyspaces()).ofMaxSize(3), rules)
                .as(VSchemaDefinition::new);
    }

    @Provide
    Arbitrary<KeyspaceDefinition> keyspaces() {
        var flags = Arbitraries.of(true, false);
        return Combinators.combine(
                        flags,
                        flags,
                        Arbitraries.of(ForeignKeyMode.class).optional(),
                        Arbitraries.maps(names(), vindexes()).ofMaxSize(3),
                        Arbitraries.maps(names(), tables()).ofMaxSize(3),
                        Combinators.combine(names(), names())
                                .as(MultiTenantDefinition::new)
                                .optional())
                .as(KeyspaceDefinition::new);
    }

    private static Arbitrary<VindexDefinition> vindexes() {
        return Combinators.combine(names(), Arbitraries.maps(names(), texts()).ofMaxSize(3), texts())
                .as(VindexDefinition::new);
    }

    private static Arbitrary<TableDefinition> tables() {
        var vindexes = Combinators.combine(texts(), names().list().ofMaxSize(3), names())
                .as(ColumnVindexDefinition::new);
        return Combinators.combine(
                        Arbitraries.of("", "sequence", "reference"),
                        texts(),
                        Arbitraries.of("", "00", "c0ffee"),
                        vindexes.list().ofMaxSize(3),
                        Combinators.combine(names(), names())
                                .as(AutoIncrementDefinition::new)
                                .optional(),
                        Arbitraries.of(true, false),
                        columns().list().ofMaxSize(3))
                .as(TableDefinition::new);
    }

    private static Arbitrary<ColumnDefinition> columns() {
        var text = Combinators.combine(
                names(),
                Arbitraries.of("", "INT64", "VARCHAR", "ENUM"),
                texts(),
                texts(),
                names().list().ofMaxSize(2));
        var numbers = Combinators.combine(
                Arbitraries.of(true, false),
                Arbitraries.integers(),
                Arbitraries.integers(),
                Arbitraries.of(true, false).optional());
        return text.as((name, type, defaultValue, collation, values) -> new ColumnDefinition(
                        name, type, false, defaultValue, collation, 0, 0, Optional.empty(), values))
                .flatMap(column -> numbers.as((invisible, size, scale, nullable) -> new ColumnDefinition(
                        column.name(),
                        column.type(),
                        invisible,
                        column.defaultValue(),
                        column.collationName(),
                        size,
                        scale,
                        nullable,
                        column.values())));
    }

    private static Arbitrary<String> names() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("_.@ü\"\\")
                .ofMinLength(1)
                .ofMaxLength(8);
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings().ofMaxLength(12);
    }
}
