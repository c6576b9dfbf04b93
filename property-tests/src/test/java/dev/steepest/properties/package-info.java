/** What the library promises, held to: twins bit for bit, derived error bounds, laws, messages, bytes allocated. */
package dev.steepest.properties;
