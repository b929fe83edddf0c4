package io.shardgate.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.shardgate.proxy.wire.Command;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackendConnectionTest {

    private final FakeConnection server = new FakeConnection(FakeServers.endpoint("zone1-100"), 7);
    private final List<SqlError> lost = new ArrayList<>();

    @Test
    void aReaderThatThrowsIsToldOfADefectAndItsConnectionIsClosed() {
        write(in -> {
            throw new UnsupportedOperationException("a defect");
        });
        write(in -> true);

        server.ok();
        server.channel().runPendingTasks();

        assertThat(lost).containsExactly(SqlError.INTERNAL, SqlError.INTERNAL);
        assertThat(server.isOpen()).isFalse();
        assertThat(server.connection().isUsable()).isFalse();
        server.channel().releaseOutbound();
    }

    @Test
    void aServerThatGoesAwayLosesAllAnswers() {
        write(in -> true);
        write(in -> true);

        server.die();

        assertThat(lost).containsExactly(SqlError.BACKEND_LOST, SqlError.BACKEND_LOST);
        server.channel().releaseOutbound();
    }

    private interface Reading {
        boolean read(ByteBuf in);
    }

    private void write(Reading reading) {
        BackendConnection connection = server.connection();
        connection.write(CommandPackets.of(connection, Command.QUERY, "select 1"), new ResponseReader() {
            @Override
            public boolean read(ByteBuf in) {
                return reading.read(in);
            }

            @Override
            public void lost(SqlErrorException cause) {
                lost.add(cause.error());
            }
        });
        connection.flush();
    }
}
