/*  What changed about when a leak began: the five recorded changes that lie nearest to its onset, by kind,
    scope and days (lib.ChangeScore). Nearness is no cause. Replaced every night for open leaks by
    baseline.FindChanges; gone with the leak.
    DaysBefore   from the change to the onset; negative when it came after
    WhatText     what it was, for people  */
CREATE TABLE baseline.LeakChange
(
    LeakId     int           NOT NULL,
    Place      int           NOT NULL,
    KindName   nvarchar(16)  NOT NULL,
    ScopeName  nvarchar(16)  NOT NULL,
    ChangedAt  datetime2(3)  NOT NULL,
    DaysBefore float         NOT NULL,
    Score      float         NOT NULL,
    WhatText   nvarchar(400) NOT NULL,
    CONSTRAINT PK_LeakChange PRIMARY KEY CLUSTERED (LeakId, Place),
    CONSTRAINT FK_LeakChange_Leak FOREIGN KEY (LeakId) REFERENCES baseline.Leak (LeakId) ON DELETE CASCADE
);
