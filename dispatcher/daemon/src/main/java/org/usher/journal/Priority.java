package org.usher.journal;

/** How urgent an entry is, as syslog(3) numbers it. */
enum Priority {
    ERROR(3),
    WARNING(4),
    NOTICE(5),
    INFO(6);

    final int number;

    Priority(int number) {
        this.number = number;
    }
}
