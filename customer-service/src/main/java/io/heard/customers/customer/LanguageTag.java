package io.heard.customers.customer;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.IllformedLocaleException;
import java.util.Locale;

/** A well-formed language tag (BCP 47) that names a language; null passes. */
@Constraint(validatedBy = LanguageTag.Check.class)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@interface LanguageTag {

  String message() default "must be a language tag such as zh or en-GB (BCP 47)";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Lets the JDK parse it. */
  class Check implements ConstraintValidator<LanguageTag, String> {

    @Override
    public boolean isValid(String tag, ConstraintValidatorContext context) {
      if (tag == null) {
        return true;
      }
      try {
        return !new Locale.Builder().setLanguageTag(tag).build().getLanguage().isEmpty();
      } catch (IllformedLocaleException notWellFormed) {
        return false;
      }
    }
  }
}
