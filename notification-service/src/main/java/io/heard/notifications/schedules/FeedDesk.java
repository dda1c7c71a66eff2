package io.heard.notifications.schedules;

import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Caller;
import io.heard.kit.security.Roles;
import io.heard.kit.time.Uuid7;
import io.heard.notifications.schedules.ScheduleApi.FeedView;
import io.heard.notifications.schedules.ScheduleApi.FeedWithUrl;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Gives out secret addresses of calendars, changes and revokes them. */
@ApplicationScoped
@Transactional
class FeedDesk {

  @Inject EntityManager entities;
  @Inject Schedules schedules;
  @Inject Clock clock;

  @ConfigProperty(name = "heard.public-url")
  String publicUrl;

  FeedWithUrl create(String nameOrId, String person, String by) {
    FeedToken token = FeedToken.random();
    CalendarFeed feed =
        new CalendarFeed(
            Uuid7.at(clock.instant()),
            schedules.get(nameOrId).id(),
            person,
            token,
            by,
            clock.instant());
    entities.persist(feed);
    return new FeedWithUrl(feed.view(), url(token));
  }

  /** The former address leads nowhere from now on. */
  FeedWithUrl rotate(String nameOrId, UUID id, Caller caller) {
    CalendarFeed feed = own(nameOrId, id, caller);
    if (feed.revoked()) {
      throw Problem.conflict("feed-revoked", "The feed was revoked; make a new one.");
    }
    FeedToken token = FeedToken.random();
    feed.rotate(token, clock.instant());
    return new FeedWithUrl(feed.view(), url(token));
  }

  /** Revoking it twice is revoking it once. */
  FeedView revoke(String nameOrId, UUID id, Caller caller) {
    CalendarFeed feed = own(nameOrId, id, caller);
    if (!feed.revoked()) {
      feed.revoke(caller.name(), clock.instant());
    }
    return feed.view();
  }

  private CalendarFeed own(String nameOrId, UUID id, Caller caller) {
    UUID schedule = schedules.get(nameOrId).id();
    CalendarFeed feed = entities.find(CalendarFeed.class, id, LockModeType.PESSIMISTIC_WRITE);
    if (feed == null || !feed.scheduleId().equals(schedule)) {
      throw Problem.notFound("A feed " + id);
    }
    if (!feed.createdBy().equals(caller.name())
        && !caller.has(Roles.OPS)
        && !caller.has(Roles.ADMIN)) {
      throw new Problem(
          403, "not-yours", "Forbidden", "Only who made the feed, ops and admin may do that.");
    }
    return feed;
  }

  /** Newest first; one row more than the page. */
  List<FeedView> list(String nameOrId, Limit limit, Cursor after) {
    return entities
        .createQuery(
            "from CalendarFeed where scheduleId = :schedule and id < :after order by id desc",
            CalendarFeed.class)
        .setParameter("schedule", schedules.get(nameOrId).id())
        .setParameter("after", after == null ? new UUID(-1L, -1L) : after.uuid(0))
        .setMaxResults(limit.plusOne())
        .getResultStream()
        .map(CalendarFeed::view)
        .toList();
  }

  /** The feed a token leads to; empty when it leads nowhere, for whatever reason. */
  Optional<CalendarFeed> find(String token) {
    return FeedToken.of(token)
        .flatMap(
            text ->
                entities
                    .createQuery(
                        "from CalendarFeed where tokenHash = :hash and revokedAt is null",
                        CalendarFeed.class)
                    .setParameter("hash", text.hash())
                    .getResultStream()
                    .findFirst());
  }

  private String url(FeedToken token) {
    return publicUrl + "/v1/calendar-feeds/" + token.text() + ".ics";
  }
}
