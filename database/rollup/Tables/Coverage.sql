/*  What part of each five minutes a collector watched an instance. Written by rollup.SaveCoverage from the
    collectors' runs; a bucket without a row was not watched at all. Some 6,000 rows an instance and day, kept
    with the aggregates.
    Readers ask rollup.CoverageOf; 80 percent of a bucket or more counts as watched.  */
CREATE TABLE rollup.Coverage
(
    InstanceId  int          NOT NULL,
    CollectorId int          NOT NULL,
    BucketAt    datetime2(3) NOT NULL,
    CoveredMs   int          NOT NULL,
    CONSTRAINT PK_Coverage PRIMARY KEY CLUSTERED (InstanceId, CollectorId, BucketAt)
        WITH (DATA_COMPRESSION = PAGE) ON PS_Day (BucketAt),
    CONSTRAINT CK_Coverage_CoveredMs CHECK (CoveredMs BETWEEN 0 AND 300000)
);
