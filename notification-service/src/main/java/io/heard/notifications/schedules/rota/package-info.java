/**
 * The calculation of who is on call: pure, without input, output or a clock of its own. Everything
 * is reckoned in half-open intervals, so that at the instant of a handoff exactly one is on call.
 */
package io.heard.notifications.schedules.rota;
