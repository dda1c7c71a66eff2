package io.heard.tickets.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.json.StrictJson;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Callers;
import io.heard.kit.security.Roles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The commands on a ticket by name, for whoever gives several in one request. Each wants the same
 * body and the same role as at its own address.
 */
@ApplicationScoped
public class TicketCommands {

  private static final Set<String> HEARS = Set.of(Roles.FRONTLINE, Roles.AGENT, Roles.LEAD);
  private static final Set<String> WORKS = Set.of(Roles.AGENT, Roles.LEAD);
  private static final Set<String> LEADS = Set.of(Roles.LEAD);

  @Inject TicketDesk desk;
  @Inject Merging merging;
  @Inject StrictJson strict;
  @Inject ObjectMapper json;
  @Inject Callers callers;

  @FunctionalInterface
  private interface Deed<B> {
    TicketApi.View on(String reference, String ifMatch, B body);
  }

  private record Command<B>(Set<String> roles, Class<B> type, Deed<B> deed) {}

  private Map<String, Command<?>> commands() {
    Map<String, Command<?>> commands = new TreeMap<>();
    commands.put("change", new Command<>(WORKS, TicketPatch.class, desk::patch));
    commands.put("acknowledge", new Command<>(WORKS, TicketApi.Remark.class, desk::acknowledge));
    commands.put("start", new Command<>(WORKS, TicketApi.Remark.class, desk::start));
    commands.put("wait", new Command<>(WORKS, TicketApi.Wait.class, desk::waitFor));
    commands.put("resume", new Command<>(WORKS, TicketApi.Remark.class, desk::resume));
    commands.put("resolve", new Command<>(WORKS, TicketApi.Resolution.class, desk::resolve));
    commands.put("close", new Command<>(WORKS, TicketApi.Close.class, desk::close));
    commands.put("decline", new Command<>(LEADS, TicketApi.Decline.class, desk::decline));
    commands.put("reopen", new Command<>(LEADS, TicketApi.Reason.class, desk::reopen));
    commands.put("merge", new Command<>(WORKS, TicketApi.Merge.class, merging::merge));
    commands.put("handoffs", new Command<>(WORKS, TicketApi.Handoff.class, desk::handOff));
    commands.put("feedbacks", new Command<>(HEARS, TicketApi.Feedback.class, desk::feedBack));
    commands.put("contacts", new Command<>(HEARS, TicketApi.Contact.class, desk::contacted));
    commands.put("notes", new Command<>(HEARS, TicketApi.Note.class, desk::addNote));
    return commands;
  }

  /**
   * Gives a command to a ticket, within the transaction of the caller if there is one.
   *
   * @param ifMatch the version the caller knows, null for any
   * @param body null for none
   */
  public TicketApi.View give(String name, String reference, String ifMatch, JsonNode body) {
    return give(named(name, "/command"), name, reference, ifMatch, body);
  }

  private <B> TicketApi.View give(
      Command<B> command, String name, String reference, String ifMatch, JsonNode body) {
    requireRole(command, name);
    return command.deed().on(reference, ifMatch, read(command, body));
  }

  /** 400 unless there is such a command and it could be given with this body. */
  public void check(String name, JsonNode body, String pointer) {
    read(named(name, pointer + "/command"), body);
  }

  private Command<?> named(String name, String pointer) {
    Command<?> command = commands().get(name == null ? "" : name);
    if (command == null) {
      throw Problem.invalid(
          new FieldError(
              pointer,
              "not-one-of",
              "must be one of " + String.join(", ", new TreeSet<>(commands().keySet()))));
    }
    return command;
  }

  private void requireRole(Command<?> command, String name) {
    if (callers.current().roles().stream().noneMatch(command.roles()::contains)) {
      throw new Problem(
          403,
          "forbidden",
          "Forbidden",
          "None of the token's roles allows the command " + name + ".");
    }
  }

  private <B> B read(Command<B> command, JsonNode body) {
    try {
      boolean none = body == null || body.isNull();
      byte[] text = none ? new byte[0] : json.writeValueAsBytes(body);
      return command.type().cast(strict.read(text, command.type()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
