package io.heard.tickets.ticket;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;

/**
 * Checks what no field can tell by itself; the mistakes are reported with the fields they are best
 * mended in, together with those of single fields.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Whole.Check.class)
@interface Whole {

  String message() default "does not fit together";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** A request that can tell what is wrong with it as a whole. */
  interface Checked {

    /** Message by name of field, empty when all is well. */
    Map<String, String> mistakes();
  }

  /** Hands the mistakes to Bean Validation. */
  class Check implements ConstraintValidator<Whole, Checked> {

    @Override
    public boolean isValid(Checked request, ConstraintValidatorContext context) {
      context.disableDefaultConstraintViolation();
      Map<String, String> mistakes = request == null ? Map.of() : request.mistakes();
      mistakes.forEach(
          (field, message) ->
              context
                  .buildConstraintViolationWithTemplate(message)
                  .addPropertyNode(field)
                  .addConstraintViolation());
      return mistakes.isEmpty();
    }
  }
}
