package io.heard.customers.contact;

import io.heard.kit.contact.ContactPoints;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A text that {@link ContactPoints} takes for an email address; null passes. */
@Constraint(validatedBy = EmailText.Check.class)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface EmailText {

  String message() default "must be an email address such as chen@example.com";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Asks {@link ContactPoints}. */
  @ApplicationScoped
  class Check implements ConstraintValidator<EmailText, String> {

    @Inject ContactPoints contactPoints;

    @Override
    public boolean isValid(String text, ConstraintValidatorContext context) {
      return text == null || contactPoints.email(text).isPresent();
    }
  }
}
