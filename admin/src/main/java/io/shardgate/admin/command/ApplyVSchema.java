package io.shardgate.admin.command;

import io.shardgate.serving.repository.Mutation;
import io.shardgate.serving.store.StoreLock;
import io.shardgate.vschema.error.SqlErrorException;
import io.shardgate.vschema.json.Reading;
import io.shardgate.vschema.json.VSchemaJson;
import io.shardgate.vschema.model.KeyspaceDefinition;
import io.shardgate.vschema.model.KeyspaceVSchema;
import io.shardgate.vschema.model.VSchema;
import io.shardgate.vschema.model.VSchemaDefinition;
import io.shardgate.vschema.model.VSchemaProblem;
import io.shardgate.vschema.model.VSchemaWarnings;
import io.shardgate.vschema.schema.KeyspaceSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Replaces a keyspace's VSchema. When it returns every live proxy plans by the new one. Where that changes who makes the ids of a
 * table, it is an {@link IdHandover}.
 */
@CommandLine.Command(
        name = "ApplyVSchema",
        description = "Replaces a keyspace's VSchema, and returns when every proxy uses it.")
final class ApplyVSchema implements Command {

    @Option(names = "-vschema", paramLabel = "<json>", description = "The VSchema itself.")
    private @Nullable String vschema;

    @Option(names = "-vschema_file", paramLabel = "<file>", description = "A file that holds it.")
    private @Nullable NamedText vschemaFile;

    @Option(names = "-dry-run", description = "Check and print it, and change nothing.")
    private boolean dryRun;

    @Parameters(paramLabel = "<keyspace>")
    private String keyspace = "";

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        NamedText source = source();
        ControlPlane.requireKeyspace(control.topology(), keyspace);
        Reading<KeyspaceDefinition> reading = VSchemaJson.readKeyspace(source.text());
        Findings findings = new Findings(source);
        reading.problems().forEach(problem -> findings.addAt(problem.path(), problem.toString()));
        findings.refuseIfAny();
        KeyspaceDefinition definition = reading.value();
        Optional<KeyspaceSchema> tables = readTables(control, out);
        if (dryRun) {
            VSchemaDefinition all = control.repository().read().vschema();
            List<String> warnings = check(all, definition, control, tables, findings);
            print(definition, warnings, out);
            out.line("Dry run: the VSchema of " + keyspace + " was not changed.");
            return;
        }
        List<String> warnings = new ArrayList<>();
        Consumer<Mutation> change = mutation -> {
            warnings.clear();
            warnings.addAll(check(mutation.vschema(), definition, control, tables, findings));
            write(mutation, definition);
        };
        AtomicLong revision = new AtomicLong();
        control.withKeyspaceLocked(
                keyspace,
                "ApplyVSchema",
                lock -> revision.set(change(control, lock, definition, tables, findings, change, out)));
        control.awaitSeen(revision.get());
        print(definition, warnings, out);
    }

    /** Gives the revision that proxies must have seen. */
    private long change(
            ControlPlane control,
            StoreLock lock,
            KeyspaceDefinition definition,
            Optional<KeyspaceSchema> tables,
            Findings findings,
            Consumer<Mutation> change,
            CommandOutput out) {
        VSchemaDefinition before = control.repository().read().vschema();
        Set<String> handedOver = tables.map(schema -> IdHandover.findTables(
                        before.keyspaces().getOrDefault(keyspace, KeyspaceDefinition.EMPTY), definition, schema))
                .orElse(Set.of());
        if (handedOver.isEmpty()) {
            return control.repository().update(mutation -> change.accept(mutation.under(lock)));
        }
        // Nobody waits for one that is refused.
        check(before, definition, control, tables, findings);
        return new IdHandover(control, lock, keyspace, handedOver)
                .run(change, build(before, definition, control).keyspace(keyspace), out);
    }

    private NamedText source() {
        if ((vschema == null) == (vschemaFile == null)) {
            throw CommandException.usage(
                    "give the VSchema by one of -vschema and -vschema_file" + (vschema == null ? "" : ", not by both"));
        }
        return vschemaFile != null ? vschemaFile : new NamedText("-vschema", String.valueOf(vschema));
    }

    private void write(Mutation mutation, KeyspaceDefinition definition) {
        mutation.dependOnKeyspace(keyspace).putVSchema(keyspace, definition);
    }

    private void print(KeyspaceDefinition definition, List<String> warnings, CommandOutput out) {
        out.line("New VSchema object:");
        out.line(VSchemaJson.write(definition).stripTrailing());
        warnings.forEach(warning -> out.note("warning: " + warning));
    }

    /** The tables as the servers have them; empty, with a note, while they cannot be asked. */
    private Optional<KeyspaceSchema> readTables(ControlPlane control, CommandOutput out) {
        if (control.topology().shards(keyspace).stream().allMatch(shard -> shard.primary() == null)) {
            // A keyspace that is only being set up has no tables to compare with.
            return Optional.empty();
        }
        try {
            return Optional.of(control.tables().readNow(keyspace));
        } catch (SqlErrorException e) {
            out.note("warning: the VSchema is not compared with the tables: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Refuses what is wrong; gives what is only worth knowing. */
    private List<String> check(
            VSchemaDefinition before,
            KeyspaceDefinition definition,
            ControlPlane control,
            Optional<KeyspaceSchema> tables,
            Findings findings) {
        VSchema built = build(before, definition, control);
        List<VSchemaProblem> known = VSchema.build(before, control.vindexes()).problems();
        for (VSchemaProblem problem : built.problems()) {
            if (problem.keyspace().equals(keyspace)) {
                findings.addAt(place(problem, definition), problem.message());
            } else if (!known.contains(problem)) {
                findings.addAt("$", "this would break another keyspace: " + problem.message());
            }
        }
        KeyspaceVSchema vschemaOfTables = built.keyspace(keyspace);
        tables.ifPresent(schema -> MissingColumns.find(vschemaOfTables, schema)
                .forEach(missing -> findings.addAt("$.tables." + missing.table(), missing.message())));
        findings.refuseIfAny();
        return tables.map(schema -> VSchemaWarnings.of(vschemaOfTables, schema)).orElse(List.of());
    }

    private VSchema build(VSchemaDefinition before, KeyspaceDefinition definition, ControlPlane control) {
        Map<String, KeyspaceDefinition> keyspaces = new LinkedHashMap<>(before.keyspaces());
        keyspaces.put(keyspace, definition);
        return VSchema.build(new VSchemaDefinition(keyspaces, before.routingRules()), control.vindexes());
    }

    /** A problem tells its table; one of a vindex only names it in its sentence. */
    private String place(VSchemaProblem problem, KeyspaceDefinition definition) {
        if (!problem.table().isEmpty()) {
            return "$.tables." + problem.table();
        }
        return definition.vindexes().keySet().stream()
                .filter(name -> problem.message().startsWith("keyspace " + keyspace + ", vindex " + name + ":"))
                .map(name -> "$.vindexes." + name)
                .findFirst()
                .orElse("$");
    }

    /** What is wrong with the text, each with its line. */
    private static final class Findings {

        private final NamedText source;
        private final JsonLines lines;
        private final List<String> found = new ArrayList<>();

        Findings(NamedText source) {
            this.source = source;
            this.lines = JsonLines.of(source.text());
        }

        void addAt(String path, String message) {
            int line = lines.find(path);
            found.add(source.name() + (line > 0 ? ":" + line : "") + ": " + message);
        }

        void refuseIfAny() {
            if (!found.isEmpty()) {
                throw CommandException.failed(String.join("\n", found) + "\nThe VSchema was not changed.");
            }
        }
    }
}
