package io.shardgate.guestbook.web;

import java.util.List;

/** What a request is answered with; the body is sent as UTF-8. */
record Answer(int status, String contentType, List<Header> headers, String body) {

    record Header(String name, String value) {}

    Answer {
        headers = List.copyOf(headers);
    }

    static Answer html(int status, String body) {
        return new Answer(status, "text/html; charset=utf-8", List.of(), body);
    }

    static Answer json(int status, String body) {
        return new Answer(status, "application/json", List.of(), body);
    }

    static Answer css(String body) {
        return new Answer(200, "text/css; charset=utf-8", List.of(new Header("Cache-Control", "max-age=3600")), body);
    }

    /** To be fetched with GET, whatever the request's own method was. */
    static Answer seeOther(String location) {
        return new Answer(303, "text/plain; charset=utf-8", List.of(new Header("Location", location)), "");
    }

    Answer with(String name, String value) {
        return new Answer(status, contentType, List.of(new Header(name, value)), body);
    }
}
