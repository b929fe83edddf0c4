package io.shardgate.proxy.backend;

/**
 * A statement that one connection has prepared on its server. Confined to the connection's event loop.
 *
 * <p>Holds the server's answer to the preparation as it came, since the next session that prepares the same text gets
 * the same answer, with another statement id in it.
 */
public final class PreparedHandle {

    private final int id;
    private final int columns;
    private final int parameters;
    private final byte[] answer;
    private byte[] boundTypes = new byte[0];

    private long planningVersion;

    PreparedHandle(int id, int columns, int parameters, byte[] answer) {
        this.id = id;
        this.columns = columns;
        this.parameters = parameters;
        this.answer = answer;
    }

    /** The server's id for it. */
    public int id() {
        return id;
    }

    public int columns() {
        return columns;
    }

    public int parameters() {
        return parameters;
    }

    /** The packets of the server's answer, headers included, as a connection that deprecates EOF gets them. */
    public byte[] answer() {
        return answer;
    }

    /** By which version of the tables its answer was last told to a client; 0 if never. */
    public long planningVersion() {
        return planningVersion;
    }

    public void planningVersion(long version) {
        planningVersion = version;
    }

    /** The parameter types that the server has for it, two bytes each; empty before the first execution. */
    public byte[] boundTypes() {
        return boundTypes;
    }

    public void boundTypes(byte[] types) {
        boundTypes = types;
    }
}
