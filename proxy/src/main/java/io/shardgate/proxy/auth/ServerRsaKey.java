package io.shardgate.proxy.auth;

import io.shardgate.proxy.wire.AuthData;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The key pair with which clients encrypt their passwords where there is no TLS. Safe for any thread.
 *
 * <p>Made on a worker when the first client needs it: it takes long, and most clients never do.
 */
final class ServerRsaKey {

    private static final int BITS = 2048;

    private final Executor worker;

    /** Guarded by this. */
    private @Nullable CompletableFuture<KeyPair> pair;

    ServerRsaKey(Executor worker) {
        this.worker = worker;
    }

    CompletionStage<AuthData> publicKeyPem() {
        return pair().thenApply(keys -> AuthData.of(CachingSha2Password.toPem(keys.getPublic())));
    }

    /** The password that the client encrypted; an empty one, which is never right, if that is not what it sent. */
    CompletionStage<byte[]> decrypt(byte[] encrypted, AuthData nonce) {
        return pair().thenApplyAsync(
                        keys -> {
                            byte[] password = CachingSha2Password.decrypt(encrypted, nonce, keys.getPrivate());
                            return password == null ? new byte[0] : password;
                        },
                        worker);
    }

    private synchronized CompletableFuture<KeyPair> pair() {
        if (pair == null) {
            pair = CompletableFuture.supplyAsync(ServerRsaKey::generate, worker);
        }
        return pair;
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has RSA", e);
        }
    }
}
