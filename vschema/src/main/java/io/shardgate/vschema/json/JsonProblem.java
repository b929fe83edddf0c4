package io.shardgate.vschema.json;

/**
 * Something in a JSON text that is not understood.
 *
 * @param path where: {@code $.tables.corder.column_vindexes[0].nmae}, or {@code line 3, column 17} of a text that is not
 *     JSON at all
 */
public record JsonProblem(String path, String message) {
    @Override
    public String toString() {
        return path + ": " + message;
    }
}
