package io.heard.kit.audit;

/**
 * Something that does not look right at the moment. It may be on its way: only what stays is a
 * finding.
 *
 * @param kind what is wrong, one word in capitals
 * @param about what it is wrong with: the id of an aggregate, or a name
 * @param detail in words, for people
 * @param knowledge what the check needs to look at it again, null when {@code about} is enough
 */
public record Observation(String kind, String about, String detail, String knowledge) {

  /** Whatever can be looked at again by its id alone. */
  public static Observation of(String kind, Object about, String detail) {
    return new Observation(kind, about.toString(), detail, null);
  }
}
