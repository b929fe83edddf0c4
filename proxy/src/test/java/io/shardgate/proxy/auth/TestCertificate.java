package io.shardgate.proxy.auth;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
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

    private static synchronized X509Bundle bundle() throws Exception {
        if (bundle == null) {
            bundle = new CertificateBuilder()
                    .subject("CN=localhost")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        }
        return bundle;
    }
}
