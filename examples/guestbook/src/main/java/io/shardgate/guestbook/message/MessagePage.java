package io.shardgate.guestbook.message;

import java.util.List;

/**
 * Some messages of one page, newest first.
 *
 * @param hasOlder whether there are more, older than the last of these
 * @param source where they were read
 */
public record MessagePage(PageNumber page, List<Message> messages, boolean hasOlder, Source source) {

    public MessagePage {
        messages = List.copyOf(messages);
    }

    public boolean contains(long timeCreatedNs) {
        return messages.stream().anyMatch(message -> message.timeCreatedNs() == timeCreatedNs);
    }
}
