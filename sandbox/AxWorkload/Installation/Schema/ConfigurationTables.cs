// Dictionary, companies, settings and number sequences; and the model store's elements, which live in a
// database of their own.
using static AxMonitor.Sandbox.AxWorkload.Installation.Schema.AxColumn;

namespace AxMonitor.Sandbox.AxWorkload.Installation.Schema;

internal static class ConfigurationTables
{
    public static readonly AxTable DataArea = AxTable.OfPartition(
        "DATAAREA",
        "I_65533IDX",
        "PARTITION, ID",
        [Text("ID", 4), Text("NAME", 40), Number("ISVIRTUAL"), Number("TIMEZONE")]
    );

    public static readonly AxTable Partitions = AxTable.OfInstallation(
        "PARTITIONS",
        "I_65445KEYIDX",
        "PARTITIONKEY",
        [Text("PARTITIONKEY", 8), Text("NAME", 60)]
    );

    public static readonly AxTable SqlDictionary = AxTable.OfInstallation(
        "SQLDICTIONARY",
        "I_65518TABLEFIELDIDX",
        "TABLEID, FIELDID, ARRAY, NAME",
        [
            Number("TABLEID"),
            Number("FIELDID"),
            Number("ARRAY"),
            Text("NAME", 80),
            Text("SQLNAME", 80),
            Number("FIELDTYPE"),
            Number("STRSIZE"),
            Number("SHADOW"),
            Number("RIGHTJUSTIFY"),
            Number("NULLABLE"),
            Number("FLAGS"),
        ]
    );

    public static readonly AxTable GlobalConfiguration = AxTable.OfInstallation(
        "SYSGLOBALCONFIGURATION",
        "I_65442NAMEIDX",
        "NAME",
        [Text("NAME", 255), Text("VALUE", 255)]
    );

    public static readonly AxTable SystemSequences = AxTable.OfInstallation(
        "SYSTEMSEQUENCES",
        "I_65438TABIDX",
        "TABID, ID",
        [
            Id("ID", -1),
            Id("NEXTVAL"),
            Id("MINVAL"),
            Id("MAXVAL"),
            Number("CYCLE"),
            Text("NAME", 40),
            Number("TABID"),
            Text("DATAAREAID", 4),
        ]
    );

    public static readonly AxTable NumberSequences = AxTable.OfPartition(
        "NUMBERSEQUENCETABLE",
        "I_273RECID",
        "PARTITION, RECID",
        [
            Text("NUMBERSEQUENCE", 10),
            Text("TXT", 60),
            Text("FORMAT", 20),
            Number("LOWEST"),
            Number("HIGHEST"),
            Number("NEXTREC"),
            Number("CONTINUOUS"),
            Number("FETCHAHEAD"),
            Number("FETCHAHEADQTY"),
            Number("CLEANATACCESS"),
            Real("CLEANINTERVAL"),
            Id("NUMBERSEQUENCESCOPE"),
        ],
        ("I_273NUMBERSEQUENCEIDX", "PARTITION, NUMBERSEQUENCE, NUMBERSEQUENCESCOPE")
    );

    public static readonly AxTable NumberSequenceScope = AxTable.OfPartition(
        "NUMBERSEQUENCESCOPE",
        "I_6217RECID",
        "PARTITION, RECID",
        [Text("DATAAREA", 4), Id("LEGALENTITY"), Id("OPERATINGUNIT"), Number("OPERATINGUNITTYPE"), Id("FISCALCALENDARPERIOD")]
    );

    public static readonly AxTable NumberSequenceList = AxTable.OfPartition(
        "NUMBERSEQUENCELIST",
        "I_271RECID",
        "PARTITION, RECID",
        [Id("NUMBERSEQUENCEID"), Text("NUM", 20), Number("STATUS"), Id("TRANSID"), Number("SESSIONID")]
    );

    public static readonly AxTable[] All =
    [
        DataArea,
        Partitions,
        SqlDictionary,
        GlobalConfiguration,
        SystemSequences,
        NumberSequences,
        NumberSequenceScope,
        NumberSequenceList,
    ];

    /// <summary>Stands in the model store's database. ELEMENTTYPE 45 is a class; several layers give several
    /// rows.</summary>
    public const string ModelElementScript = """
        CREATE TABLE dbo.MODELELEMENT (ELEMENTHANDLE int NOT NULL, ROOTHANDLE int NOT NULL, PARENTHANDLE int NOT NULL, ELEMENTTYPE int NOT NULL, NAME nvarchar(256) {0} NOT NULL, AXID int NOT NULL,
            CONSTRAINT PK_MODELELEMENT PRIMARY KEY CLUSTERED (ELEMENTHANDLE));
        CREATE INDEX IX_MODELELEMENT_AXID ON dbo.MODELELEMENT (ELEMENTTYPE, AXID);
        """;
}
