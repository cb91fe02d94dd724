/*  Series that go beyond their own record: four buckets of five minutes on end farther above (where lower is
    worse: below) what is usual than ever in the 14 days before. Written by baseline.ScoreSeries; a few rows a
    day; 12 months.
    BeganAt, LastAt   the first of these buckets, and the end of the last
    EndedAt           when four buckets on end were not; NULL while it goes on
    RecordFactor      largest distance of four buckets on end, as a multiple of the record; 1000 at most
    PeakValue         mean of the series in those buckets; UsualValue its P50 at that hour  */
CREATE TABLE baseline.Anomaly
(
    AnomalyId    bigint       NOT NULL IDENTITY (1, 1),
    SeriesId     int          NOT NULL,
    BeganAt      datetime2(3) NOT NULL,
    LastAt       datetime2(3) NOT NULL,
    EndedAt      datetime2(3) NULL,
    RecordFactor float        NOT NULL,
    PeakValue    float        NOT NULL,
    UsualValue   float        NOT NULL,
    CONSTRAINT PK_Anomaly PRIMARY KEY CLUSTERED (AnomalyId),
    CONSTRAINT FK_Anomaly_Series FOREIGN KEY (SeriesId) REFERENCES rollup.Series (SeriesId),
    CONSTRAINT CK_Anomaly_LastAt CHECK (LastAt > BeganAt)
);
GO
-- One that goes on a series; what ScoreSeries and alert.AnomalyEvent look up.
CREATE UNIQUE INDEX UX_Anomaly_SeriesId ON baseline.Anomaly (SeriesId) WHERE EndedAt IS NULL;
