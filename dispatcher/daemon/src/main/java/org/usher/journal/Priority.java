package org.usher.journal;

import org.usher.problem.Problem;

/** How urgent an entry is, as syslog(3) numbers it. */
enum Priority {
    ERROR(3),
    WARNING(4),
    NOTICE(5),
    INFO(6);

    private final int number;

    Priority(int number) {
        this.number = number;
    }

    static Priority of(Problem.Severity severity) {
        return switch (severity) {
            case ERROR -> ERROR;
            case WARNING -> WARNING;
            case NOTE -> NOTICE;
        };
    }

    int number() {
        return number;
    }
}
