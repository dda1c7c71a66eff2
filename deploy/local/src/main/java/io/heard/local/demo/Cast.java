package io.heard.local.demo;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/** The people and teams of the stories. Whoever is set up already is left as they are. */
final class Cast {
  private final Stage stage;
  private final Person admin;

  Cast(Stage stage) {
    this.stage = stage;
    this.admin = stage.staff("li", "admin");
  }

  void team(String name, String lead) throws IOException, InterruptedException {
    if (!configured("/v1/teams/" + name)) {
      admin.post(201, stage.tickets("/v1/teams"), "name", name, "lead", lead);
    }
  }

  void member(String username, String name, String team) throws IOException, InterruptedException {
    String path = "/v1/staff/" + username;
    if (!configured(path)) {
      admin.put(
          200,
          stage.tickets(path),
          "name",
          name,
          "email",
          username + "@heard.local",
          "teams",
          List.of(team));
    }
  }

  private boolean configured(String path) throws IOException, InterruptedException {
    URI uri = stage.tickets(path);
    Answer answer = admin.glance(uri);
    return answer.status() == 200 && "true".equals(answer.json().text("configured"));
  }
}
