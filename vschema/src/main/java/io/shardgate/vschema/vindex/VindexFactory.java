package io.shardgate.vschema.vindex;

import java.util.List;
import java.util.Map;

/**
 * A type of vindex. Implementations are found by {@link java.util.ServiceLoader}: name the class in {@code
 * META-INF/services/io.shardgate.vschema.vindex.VindexFactory} of your jar and give it a public constructor without
 * arguments.
 */
public interface VindexFactory {

    /** The word that a VSchema uses, such as {@code hash}. */
    String type();

    /** The parameters that it knows. Others are reported to whoever applies a VSchema. */
    List<String> parameters();

    /**
     * Makes a vindex.
     *
     * @param name the vindex's name in the VSchema
     * @param parameters as in the VSchema; unknown ones may be among them and are to be ignored
     * @param registry for vindexes that are built on others or read files
     * @throws VindexException when a parameter is missing or wrong; the message reaches the user
     */
    Vindex create(String name, Map<String, String> parameters, VindexRegistry registry);
}
