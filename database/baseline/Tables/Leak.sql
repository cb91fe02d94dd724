/*  Series that rise from day to day beyond what chance explains, as baseline.FindLeaks saw them last. Some
    dozen rows; closed ones 12 months.
    OpenedDate       local day of the first night that told it
    NightDate        local day up to which the figures below reach
    QuietSince       first of the nights, up to now, at which P was 0.2 and more; NULL: it still rises. Seven
                     such nights close it (ClosedDate)
    HistoryDays      days of history the series had; WindowDays of them show the rise best
    P, Q             of the test over all its windows; the same among all series of the night
    SlopePerDay      in the metric's unit, with its interval of 95 percent; from the onset on
    RelativePerDay   growth from one day to the next as a share, over the window; Rise over the whole of it
    NoiseShare       scatter of the days around the trend, as a share
    LevelValue       where the trend stands on the last day
    ThresholdValue   limit of a rule on the median of the metric; NULL where there is none
    DaysToThreshold  0: reached; NULL: no limit, or it does not rise towards it. DaysEarliest, DaysLatest are
                     its interval
    ShapeName        trend, step; NULL below 30 days of history
    OnsetDate        first day of the rise, right to OnsetErrorDays in nine of ten cases
    IsEarlySign      1: less than 30 days of history, and days that scatter by more than 3 percent  */
CREATE TABLE baseline.Leak
(
    LeakId          int          NOT NULL IDENTITY (1, 1),
    SeriesId        int          NOT NULL,
    OpenedDate      datetime2(3) NOT NULL,
    NightDate       datetime2(3) NOT NULL,
    QuietSince      datetime2(3) NULL,
    ClosedDate      datetime2(3) NULL,
    HistoryDays     int          NOT NULL,
    WindowDays      int          NOT NULL,
    P               float        NOT NULL,
    Q               float        NOT NULL,
    SlopePerDay     float        NOT NULL,
    SlopeLow        float        NOT NULL,
    SlopeHigh       float        NOT NULL,
    RelativePerDay  float        NOT NULL,
    Rise            float        NOT NULL,
    NoiseShare      float        NOT NULL,
    LevelValue      float        NOT NULL,
    ThresholdValue  float        NULL,
    DaysToThreshold float        NULL,
    DaysEarliest    float        NULL,
    DaysLatest      float        NULL,
    ShapeName       nvarchar(8)  NULL,
    OnsetDate       datetime2(3) NOT NULL,
    OnsetErrorDays  int          NOT NULL,
    IsEarlySign     bit          NOT NULL,
    CONSTRAINT PK_Leak PRIMARY KEY CLUSTERED (LeakId),
    CONSTRAINT FK_Leak_Series FOREIGN KEY (SeriesId) REFERENCES rollup.Series (SeriesId),
    CONSTRAINT CK_Leak_ShapeName CHECK (ShapeName IN (N'trend', N'step')),
    CONSTRAINT CK_Leak_ClosedDate CHECK (ClosedDate IS NULL OR QuietSince IS NOT NULL)
);
GO
-- One open leak a series; what baseline.SaveLeaks and alert.LeakEvent look up.
CREATE UNIQUE INDEX UX_Leak_Open ON baseline.Leak (SeriesId) WHERE ClosedDate IS NULL;
