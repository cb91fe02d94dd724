/*  config.DefineMetric: makes a metric known, or brings what is said about it up to date.
    Called while a version is deployed.
    @MetricName      dotted, lower case, such as waits.wait_ms_per_s
    @CollectorName   config.Collector, which yields it
    @Unit            of its values
    @Direction       which side is worse: higher, lower, none
    @KeyKind         what its keys name; none for a metric without keys
    @Description     for tooltips and the metric dictionary
    @Kind            gauge, event count or event value, see config.Metric
    @FloorValue      what is too little to speak of; NULL: that of the unit
    Errors           547 unknown collector, direction or kind that is none of the three, an empty text
                     or a name of other letters  */
CREATE PROCEDURE config.DefineMetric
    @MetricName    nvarchar(64),
    @CollectorName nvarchar(64),
    @Unit          nvarchar(32),
    @Direction     nvarchar(8),
    @KeyKind       nvarchar(32),
    @Description   nvarchar(500),
    @Kind          nvarchar(16) = N'gauge',
    @FloorValue    float = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

UPDATE config.Metric
SET CollectorName = @CollectorName,
    Unit = @Unit,
    Direction = @Direction,
    KeyKind = @KeyKind,
    Description = @Description,
    Kind = @Kind,
    FloorValue = @FloorValue,
    DefinitionVersion += CASE WHEN Unit = @Unit AND Kind = @Kind AND KeyKind = @KeyKind THEN 0 ELSE 1 END
WHERE MetricName = @MetricName;

IF @@ROWCOUNT = 0
    INSERT config.Metric (MetricName, CollectorName, Unit, Direction, KeyKind, Description, Kind, FloorValue)
    VALUES (@MetricName, @CollectorName, @Unit, @Direction, @KeyKind, @Description, @Kind, @FloorValue);
