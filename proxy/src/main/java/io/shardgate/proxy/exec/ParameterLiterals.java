package io.shardgate.proxy.exec;

/** The parameters of a prepared statement as SQL literals, for texts into which they are written. */
public interface ParameterLiterals {

    /** The literal of the parameter with this index, from 0, as bytes of the client's character set. */
    byte[] sqlLiteral(int index);
}
