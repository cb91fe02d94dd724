/*  How far back the sources of rollups reach, and what was refused. One row, written by rollup.Fold.
    DetailFrom         values of fact.Metric exist from here on; percentiles are exact from here on
    HourSketchFrom     sketches of hours exist from here on
    RefusedCount       buckets that were marked when their sources had been purged already, in all
    RefusedAt          when that last happened  */
CREATE TABLE rollup.State
(
    StateId        tinyint      NOT NULL,
    DetailFrom     datetime2(3) NOT NULL,
    HourSketchFrom datetime2(3) NOT NULL,
    FoldedAt       datetime2(3) NOT NULL,
    RefusedCount   bigint       NOT NULL,
    RefusedAt      datetime2(3) NULL,
    CONSTRAINT PK_State PRIMARY KEY CLUSTERED (StateId),
    CONSTRAINT CK_State_StateId CHECK (StateId = 1)
);
