package io.heard.tickets.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heard.kit.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/**
 * Tells whether words are common, from the newest texts. The database's own guess for beginnings of
 * words is one and the same for all as long as few words are common; by it, it would read a million
 * texts to find one.
 */
@ApplicationScoped
public class SearchSample {

  private static final int TEXTS = 200;

  /** 2 %: as many as this are found sooner by passing through the newest tickets. */
  private static final int COMMON = 4;

  /** What is common does not become rare in a moment. */
  private static final Duration HOLDS = Duration.ofSeconds(10);

  private static final int REMEMBERED = 1_000;

  @Inject Sql sql;

  private final Cache<String, Boolean> known =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(HOLDS).build();

  /**
   * Whether so many of the newest tickets answer it, or did some seconds ago, that it is common.
   */
  public boolean isCommon(SearchQuery query) {
    return known.get(statement(query), asked -> sql.number(asked) >= COMMON);
  }

  private static String statement(SearchQuery query) {
    return "SELECT count(*) FROM (SELECT words FROM ticket_text ORDER BY ticket_id DESC LIMIT "
        + TEXTS
        + ") newest WHERE "
        + query.matches("newest");
  }
}
