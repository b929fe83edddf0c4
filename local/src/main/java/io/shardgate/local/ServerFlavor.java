package io.shardgate.local;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A kind of server that we can start: where its program comes from. */
public abstract sealed class ServerFlavor permits BundledMySql, BundledMariaDb, ServerOnPath {

    /** For people: which server, and where it is from. */
    public abstract String description();

    /**
     * Whether it can run on this machine; unpacks it first where it is one of ours, which takes seconds the first time.
     *
     * @throws LocalServerException if the cache folder cannot be written
     */
    public abstract FlavorProbe probe(CacheFolder cache);

    /** Its files on this machine, unpacked where need be. */
    abstract Installation install(CacheFolder cache);

    @Override
    public String toString() {
        return description();
    }

    /** The bundled programs are for one platform; null where this is it. */
    static FlavorProbe.@Nullable CannotRun refuseOtherPlatforms(String os, String architecture) {
        boolean linux = os.toLowerCase(Locale.ROOT).startsWith("linux");
        boolean intel = architecture.equals("amd64") || architecture.equals("x86_64");
        return linux && intel
                ? null
                : new FlavorProbe.CannotRun(
                        "the bundled server is for Linux on x86-64 and this is " + os + " on " + architecture
                                + "; a mysqld or mariadbd on PATH is used instead where there is one",
                        "");
    }

    static FlavorProbe probeBundled(ServerFlavor flavor, CacheFolder cache) {
        FlavorProbe.CannotRun refusal =
                refuseOtherPlatforms(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        return refusal != null ? refusal : flavor.install(cache).probe();
    }
}
