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

/** A text that {@link ContactPoints} can bring into E.164; null passes. */
@Constraint(validatedBy = PhoneText.Check.class)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface PhoneText {

  String message() default
      "is not a possible phone number (without extension); write numbers of other countries with +, such as +49 30 901820";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Asks {@link ContactPoints}. */
  @ApplicationScoped
  class Check implements ConstraintValidator<PhoneText, String> {

    @Inject ContactPoints contactPoints;

    @Override
    public boolean isValid(String text, ConstraintValidatorContext context) {
      return text == null || contactPoints.phone(text).isPresent();
    }
  }
}
