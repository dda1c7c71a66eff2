package io.heard.customers.customer;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.ZoneId;

/** A time zone of the IANA database; null passes. */
@Constraint(validatedBy = TimeZoneName.Check.class)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@interface TimeZoneName {

  String message() default "must be an IANA time zone such as Asia/Shanghai";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Asks the JDK's copy of the database. */
  class Check implements ConstraintValidator<TimeZoneName, String> {

    @Override
    public boolean isValid(String zone, ConstraintValidatorContext context) {
      return zone == null || ZoneId.getAvailableZoneIds().contains(zone);
    }
  }
}
