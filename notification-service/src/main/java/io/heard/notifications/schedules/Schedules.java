package io.heard.notifications.schedules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heard.kit.paging.Cursor;
import io.heard.kit.paging.Limit;
import io.heard.kit.problem.Problem;
import io.heard.kit.problem.QueryIds;
import io.heard.notifications.schedules.ScheduleApi.Body;
import io.heard.notifications.schedules.rota.Interval;
import io.heard.notifications.schedules.rota.Timeline;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** All on-call schedules, every version of them, and their overrides. */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class Schedules {

  @Inject EntityManager entities;
  @Inject ObjectMapper json;

  /** By name or id. */
  Optional<Schedule> find(String nameOrId) {
    return id(nameOrId).map(id -> entities.find(Schedule.class, id));
  }

  /** By name or id; 404 when there is none. */
  Schedule get(String nameOrId) {
    return find(nameOrId).orElseThrow(() -> Problem.notFound("A schedule " + nameOrId));
  }

  /** Locked against changes by others until the transaction ends; 404 when there is none. */
  Schedule lock(String nameOrId) {
    UUID id = id(nameOrId).orElseThrow(() -> Problem.notFound("A schedule " + nameOrId));
    return entities.find(Schedule.class, id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Only the id is read, so that what is locked afterwards is not known from before. */
  private Optional<UUID> id(String nameOrId) {
    Optional<UUID> id = QueryIds.parse(nameOrId);
    if (nameOrId.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    return entities
        .createQuery("select id from Schedule where name = :name or id = :id", UUID.class)
        .setParameter("name", nameOrId)
        .setParameter("id", id.orElse(null))
        .getResultStream()
        .findFirst();
  }

  /** Ids of all that are active, and of all others that somebody may still be alarmed about. */
  public List<UUID> ids() {
    return entities.createQuery("select id from Schedule order by id", UUID.class).getResultList();
  }

  /**
   * Whether the schedule of this name is active, empty when there is none. It stays so until the
   * transaction ends.
   */
  public Optional<Boolean> holdActive(String name) {
    @SuppressWarnings("unchecked") // the column is a boolean
    List<Boolean> active =
        entities
            .createNativeQuery("SELECT active FROM oncall_schedule WHERE name = ?1 FOR SHARE")
            .setParameter(1, name)
            .getResultList();
    return active.stream().findFirst();
  }

  /** False when there is one of this name already. */
  boolean add(UUID id, String name, Instant now) {
    return entities
            .createNativeQuery(
                "INSERT INTO oncall_schedule (id, name, version, revision, active, changed_at)"
                    + " VALUES (?1, ?2, 1, 1, true, ?3) ON CONFLICT (name) DO NOTHING")
            .setParameter(1, id)
            .setParameter(2, name)
            .setParameter(3, now)
            .executeUpdate()
        == 1;
  }

  /** Keeps what the schedule says in its present version. */
  void addVersion(Schedule schedule, Body body, String by) {
    try {
      entities.persist(
          new ScheduleVersion(
              new ScheduleVersion.Key(schedule.id(), schedule.version()),
              schedule.active(),
              json.writeValueAsString(body),
              by,
              schedule.changedAt()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  void add(ScheduleOverride override) {
    entities.persist(override);
  }

  /** Newest first; one row more than the page. */
  List<Schedule> list(Boolean active, Limit limit, Cursor after) {
    TypedQuery<Schedule> query =
        entities.createQuery(
            "from Schedule where id < :after"
                + (active == null ? "" : " and active = :active")
                + " order by id desc",
            Schedule.class);
    if (active != null) {
      query.setParameter("active", active);
    }
    return query
        .setParameter("after", after == null ? new UUID(-1L, -1L) : after.uuid(0))
        .setMaxResults(limit.plusOne())
        .getResultList();
  }

  /** What it says now. */
  ScheduleVersion current(Schedule schedule) {
    return version(schedule, schedule.version()).orElseThrow();
  }

  Optional<ScheduleVersion> version(Schedule schedule, int version) {
    return Optional.ofNullable(
        entities.find(ScheduleVersion.class, new ScheduleVersion.Key(schedule.id(), version)));
  }

  /** Newest first, those before a version; one row more than the page. */
  List<ScheduleVersion> versions(Schedule schedule, Limit limit, long before) {
    return entities
        .createQuery(
            "from ScheduleVersion where key.scheduleId = :schedule and key.version < :before order by key.version desc",
            ScheduleVersion.class)
        .setParameter("schedule", schedule.id())
        .setParameter("before", (int) Math.min(before, Integer.MAX_VALUE))
        .setMaxResults(limit.plusOne())
        .getResultList();
  }

  Body body(ScheduleVersion version) {
    try {
      return json.readValue(version.definition(), Body.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Newest first; one row more than the page. */
  List<ScheduleOverride> overrides(Schedule schedule, Limit limit, Cursor after) {
    return entities
        .createQuery(
            "from ScheduleOverride where scheduleId = :schedule and id < :after order by id desc",
            ScheduleOverride.class)
        .setParameter("schedule", schedule.id())
        .setParameter("after", after == null ? new UUID(-1L, -1L) : after.uuid(0))
        .setMaxResults(limit.plusOne())
        .getResultList();
  }

  Optional<ScheduleOverride> override(Schedule schedule, UUID id) {
    return Optional.ofNullable(entities.find(ScheduleOverride.class, id))
        .filter(override -> override.of(schedule));
  }

  /** Who is on call when; it may be asked about the range and nothing else. */
  Timeline timeline(Schedule schedule, Interval range) {
    List<Timeline.Period> periods =
        entities
            .createQuery(
                "from ScheduleVersion v where v.key.scheduleId = :schedule and v.changedAt < :until"
                    + " and v.key.version >= coalesce((select max(w.key.version) from ScheduleVersion w"
                    + " where w.key.scheduleId = :schedule and w.changedAt <= :from), 1) order by v.key.version",
                ScheduleVersion.class)
            .setParameter("schedule", schedule.id())
            .setParameter("from", range.from())
            .setParameter("until", range.until())
            .getResultStream()
            .map(this::period)
            .toList();
    return new Timeline(
        periods.isEmpty() ? List.of(period(version(schedule, 1).orElseThrow())) : periods,
        entities
            .createQuery(
                "from ScheduleOverride where scheduleId = :schedule and untilAt > :from and fromAt < :until",
                ScheduleOverride.class)
            .setParameter("schedule", schedule.id())
            .setParameter("from", range.from())
            .setParameter("until", range.until())
            .getResultStream()
            .sorted(Comparator.comparing(ScheduleOverride::revision))
            .flatMap(override -> override.standIn().stream())
            .toList());
  }

  private Timeline.Period period(ScheduleVersion version) {
    return new Timeline.Period(
        version.changedAt(), version.active() ? ScheduleReader.read(body(version)).rota() : null);
  }
}
