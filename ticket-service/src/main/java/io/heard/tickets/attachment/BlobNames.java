package io.heard.tickets.attachment;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Tells contents from what others have put beside them. */
final class BlobNames {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private BlobNames() {}

  /** The content of that name; empty when it is not the name of one. */
  static Optional<UUID> id(String name) {
    return ID.matcher(name).matches() ? Optional.of(UUID.fromString(name)) : Optional.empty();
  }
}
