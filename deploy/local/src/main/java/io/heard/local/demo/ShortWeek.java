package io.heard.local.demo;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * An SLA policy under which the customer is owed the next sign of life after seconds. It is for one
 * tag that only this run uses, and switched off when it has served: it can catch no other demand,
 * even if the demo is killed.
 */
final class ShortWeek implements AutoCloseable {
  private static final String NAME = "demo-short-week";
  private static final int BEFORE_ALL_OTHERS = 0;

  private final Person admin;
  private final URI uri;
  private final String tag;
  private boolean open;

  private ShortWeek(Person admin, URI uri, String tag) {
    this.admin = admin;
    this.uri = uri;
    this.tag = tag;
  }

  /** The policy is made by the first run, and changed by the later ones. */
  static ShortWeek begin(Stage stage, String target) throws IOException, InterruptedException {
    String tag = "demo-" + stage.mark();
    Person admin = stage.staff("li", "admin");
    URI uri = stage.tickets("/v1/sla-policies/" + NAME);
    boolean known = admin.glance(uri).status() == 200;
    Object[] policy = {
      "name",
      NAME,
      "order",
      BEFORE_ALL_OTHERS,
      "active",
      true,
      "when",
      Map.of("tags", List.of(tag)),
      "calendar",
      "24x7",
      "targets",
      Map.of("NEXT_FEEDBACK", target)
    };
    if (known) {
      admin.put(200, uri, policy);
    } else {
      admin.post(201, stage.tickets("/v1/sla-policies"), policy);
    }
    ShortWeek week = new ShortWeek(admin, uri, tag);
    week.open = true;
    return week;
  }

  /** What a demand must carry to have the short week. */
  String tag() {
    return tag;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (open) {
      long version = admin.glance(uri).json().number("version");
      admin.patch(uri, version, "active", false);
      open = false;
    }
  }
}
