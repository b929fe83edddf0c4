package io.shardgate.proxy.auth;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A certificate of this run's own, and TLS on both sides with it. */
final class TestCertificate {

    private static @Nullable X509Bundle bundle;

    private TestCertificate() {}

    static SslContext server() throws Exception {
        return SslContextBuilder.forServer(bundle().toKeyManagerFactory()).build();
    }

    static SslContext client() throws Exception {
        return SslContextBuilder.forClient()
                .trustManager(bundle().toTrustManagerFactory())
                .endpointIdentificationAlgorithm(null)
                .build();
    }

    /** Writes {@code ca.pem}, {@code cert.pem} and {@code key.pem}, for servers that are not ours. */
    static void writeTo(Path folder) throws Exception {
        Files.writeString(folder.resolve("ca.pem"), bundle().getCertificatePEM());
        Files.writeString(folder.resolve("cert.pem"), bundle().getCertificatePEM());
        Files.writeString(folder.resolve("key.pem"), bundle().getPrivateKeyPEM());
    }

    private static synchronized X509Bundle bundle() throws Exception {
        if (bundle == null) {
            bundle = new CertificateBuilder()
                    .subject("CN=localhost")
                    .rsa2048()
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        }
        return bundle;
    }
}
