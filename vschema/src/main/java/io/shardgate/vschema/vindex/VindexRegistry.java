package io.shardgate.vschema.vindex;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The types of vindexes that this process knows. */
public final class VindexRegistry {

    private final SortedMap<String, VindexFactory> factories;
    private final ParameterFiles files;

    private VindexRegistry(SortedMap<String, VindexFactory> factories, ParameterFiles files) {
        this.factories = factories;
        this.files = files;
    }

    /**
     * All types on the class path of the loader.
     *
     * @param files for vindexes whose parameters name files
     * @throws VindexException when two factories give the same type
     */
    public static VindexRegistry load(ClassLoader loader, ParameterFiles files) {
        return of(ServiceLoader.load(VindexFactory.class, loader), files);
    }

    /** The types that come with Shardgate and those on our own class path. */
    public static VindexRegistry load(ParameterFiles files) {
        return load(VindexRegistry.class.getClassLoader(), files);
    }

    static VindexRegistry of(Iterable<VindexFactory> factories, ParameterFiles files) {
        var byType = new TreeMap<String, VindexFactory>();
        for (VindexFactory factory : factories) {
            VindexFactory earlier = byType.put(factory.type(), factory);
            if (earlier != null) {
                throw new VindexException("vindex type '%s' is provided twice: by %s and by %s"
                        .formatted(
                                factory.type(),
                                earlier.getClass().getName(),
                                factory.getClass().getName()));
            }
        }
        return new VindexRegistry(byType, files);
    }

    /** All types, sorted. */
    public List<String> types() {
        return List.copyOf(factories.keySet());
    }

    /**
     * Makes a vindex.
     *
     * @throws VindexException when the type is unknown or a parameter is wrong; the message is fit for a user
     */
    public Vindex create(String name, String type, Map<String, String> parameters) {
        VindexFactory factory = factory(type);
        try {
            return factory.create(name, parameters, this);
        } catch (VindexException e) {
            throw e;
        } catch (RuntimeException e) {
            // Factories come in other people's jars; a mistake in one must not take every keyspace down.
            throw new VindexException(
                    "vindex type '%s' failed in %s: %s"
                            .formatted(type, factory.getClass().getName(), e),
                    e);
        }
    }

    /** Those of the parameters that the type does not know, sorted; empty when the type itself is unknown. */
    public List<String> unknownParameters(String type, Map<String, String> parameters) {
        VindexFactory factory = factories.get(type);
        if (factory == null) {
            return List.of();
        }
        return parameters.keySet().stream()
                .filter(parameter -> !factory.parameters().contains(parameter))
                .sorted()
                .toList();
    }

    /** For factories whose parameters name files. */
    public ParameterFiles files() {
        return files;
    }

    private VindexFactory factory(String type) {
        VindexFactory factory = factories.get(type);
        if (factory == null) {
            throw new VindexException("there is no vindex type '%s'; the types here are %s"
                    .formatted(type, String.join(", ", factories.keySet())));
        }
        return factory;
    }
}
