// The statements AX sends, in the shape its ODBC layer gives them: parameters first, PARTITION and DATAAREAID
// in every predicate.
namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <summary>Statements by what they do.</summary>
internal static class AxStatements
{
    public static readonly SqlStatement UpdateOnHand = new(
        "(@P1 numeric(32,16),@P2 numeric(32,16),@P3 int,@P4 bigint,@P5 nvarchar(5),@P6 bigint,@P7 int)UPDATE INVENTSUM SET PHYSICALINVENT=@P1,POSTEDQTY=@P2,RECVERSION=@P3 WHERE (((PARTITION=@P4) AND (DATAAREAID=@P5)) AND ((RECID=@P6) AND (RECVERSION=@P7)))"
    );

    public static readonly SqlStatement SelectOnHandForUpdate = new(
        "(@P1 bigint,@P2 nvarchar(5),@P3 nvarchar(21),@P4 nvarchar(21))SELECT T1.ITEMID,T1.INVENTDIMID,T1.PHYSICALINVENT,T1.RESERVPHYSICAL,T1.RECVERSION,T1.RECID FROM INVENTSUM T1 WITH(UPDLOCK) WHERE (((T1.PARTITION=@P1) AND (T1.DATAAREAID=@P2)) AND ((T1.ITEMID=@P3) AND (T1.INVENTDIMID=@P4)))"
    );

    public static readonly SqlStatement UpdateInventTrans = new(
        "(@P1 int,@P2 numeric(32,16),@P3 int,@P4 bigint,@P5 nvarchar(5),@P6 bigint,@P7 int)UPDATE INVENTTRANS SET STATUSISSUE=@P1,QTY=@P2,RECVERSION=@P3 WHERE (((PARTITION=@P4) AND (DATAAREAID=@P5)) AND ((RECID=@P6) AND (RECVERSION=@P7)))"
    );

    public static readonly SqlStatement UpdateSalesLine = new(
        "(@P1 int,@P2 numeric(32,16),@P3 int,@P4 bigint,@P5 nvarchar(5),@P6 bigint,@P7 int)UPDATE SALESLINE SET SALESSTATUS=@P1,REMAINSALESPHYSICAL=@P2,RECVERSION=@P3 WHERE (((PARTITION=@P4) AND (DATAAREAID=@P5)) AND ((RECID=@P6) AND (RECVERSION=@P7)))"
    );

    public static readonly SqlStatement SelectSalesTable = new(
        "(@P1 bigint,@P2 nvarchar(5),@P3 nvarchar(21))SELECT T1.SALESID,T1.SALESNAME,T1.CUSTACCOUNT,T1.SALESSTATUS,T1.RECVERSION,T1.RECID FROM SALESTABLE T1 WITH(UPDLOCK) WHERE (((T1.PARTITION=@P1) AND (T1.DATAAREAID=@P2)) AND (T1.SALESID=@P3))"
    );

    public static readonly SqlStatement UpdateNumberSequence = new(
        "(@P1 int,@P2 int,@P3 bigint,@P4 bigint,@P5 int)UPDATE NUMBERSEQUENCETABLE SET NEXTREC=@P1,RECVERSION=@P2 WHERE ((PARTITION=@P3) AND ((RECID=@P4) AND (RECVERSION=@P5)))"
    );

    public static readonly SqlStatement SelectNumberSequence = new(
        "(@P1 bigint,@P2 bigint)SELECT T1.NUMBERSEQUENCE,T1.NEXTREC,T1.CONTINUOUS,T1.RECVERSION,T1.RECID FROM NUMBERSEQUENCETABLE T1 WITH(UPDLOCK) WHERE ((T1.PARTITION=@P1) AND (T1.RECID=@P2))"
    );

    public static readonly SqlStatement InsertLedger = new(
        "(@P1 nvarchar(21),@P2 datetime,@P3 numeric(32,16),@P4 bigint,@P5 bigint)INSERT INTO GENERALJOURNALACCOUNTENTRY (SUBLEDGERVOUCHER,ACCOUNTINGDATE,ACCOUNTINGCURRENCYAMOUNT,PARTITION,RECID,RECVERSION) VALUES (@P1,@P2,@P3,@P4,@P5,1)"
    );

    public static readonly SqlStatement SelectBatch = new(
        "(@P1 bigint,@P2 int)SELECT T1.RECID,T1.STATUS,T1.GROUPID,T1.CLASSNUMBER FROM BATCH T1 WHERE ((T1.BATCHJOBID=@P1) AND (T1.STATUS=@P2))"
    );

    public static readonly SqlStatement SelectCustomer = new(
        "(@P1 bigint,@P2 nvarchar(5),@P3 nvarchar(21))SELECT T1.ACCOUNTNUM,T1.CUSTGROUP,T1.RECID FROM CUSTTABLE T1 WHERE (((T1.PARTITION=@P1) AND (T1.DATAAREAID=@P2)) AND (T1.ACCOUNTNUM=@P3))"
    );

    public static readonly SqlStatement SelectReqTrans = new(
        "(@P1 bigint,@P2 nvarchar(5),@P3 bigint,@P4 nvarchar(21))SELECT T1.ITEMID,T1.PLANVERSION,T1.REQDATE,T1.QTY,T1.RECVERSION,T1.RECID FROM REQTRANS T1 WHERE (((T1.PARTITION=@P1) AND (T1.DATAAREAID=@P2)) AND ((T1.PLANVERSION=@P3) AND (T1.ITEMID=@P4))) ORDER BY T1.REQDATE"
    );

    public static readonly SqlStatement InsertReqTrans = new(
        "(@P1 nvarchar(21),@P2 bigint,@P3 datetime,@P4 numeric(32,16),@P5 nvarchar(5),@P6 bigint,@P7 bigint)INSERT INTO REQTRANS (ITEMID,PLANVERSION,REQDATE,QTY,DATAAREAID,PARTITION,RECID,RECVERSION) VALUES (@P1,@P2,@P3,@P4,@P5,@P6,@P7,1)"
    );

    public static readonly SqlStatement DeleteClosedOnHand = new(
        "(@P1 bigint,@P2 nvarchar(5),@P3 int)DELETE FROM INVENTSUM WHERE (((PARTITION=@P1) AND (DATAAREAID=@P2)) AND (CLOSED=@P3))"
    );

    public static readonly SqlStatement SelectOnHandByDimension = new(
        "(@P1 bigint,@P2 nvarchar(5),@P3 nvarchar(21),@P4 bigint,@P5 nvarchar(5),@P6 nvarchar(11),@P7 nvarchar(21))SELECT SUM(T1.PHYSICALINVENT),SUM(T1.RESERVPHYSICAL) FROM INVENTSUM T1 CROSS JOIN INVENTDIM T2 WHERE (((T1.PARTITION=@P1) AND (T1.DATAAREAID=@P2)) AND ((T1.ITEMID=@P3) AND (T1.CLOSED=0))) AND (((T2.PARTITION=@P4) AND (T2.DATAAREAID=@P5)) AND ((T2.INVENTDIMID=T1.INVENTDIMID) AND ((T2.INVENTLOCATIONID=@P6) AND (T2.LICENSEPLATEID=@P7))))"
    );

    /// <summary>What the server shows while rows of a server cursor are fetched: no statement in
    /// sight.</summary>
    public static readonly SqlStatement FetchCursor = new("FETCH API_CURSOR00000000000A3F51");

    public static readonly IReadOnlyList<SqlStatement> All =
    [
        UpdateOnHand,
        SelectOnHandForUpdate,
        UpdateInventTrans,
        UpdateSalesLine,
        SelectSalesTable,
        UpdateNumberSequence,
        SelectNumberSequence,
        InsertLedger,
        SelectBatch,
        SelectCustomer,
        SelectReqTrans,
        InsertReqTrans,
        DeleteClosedOnHand,
        SelectOnHandByDimension,
        FetchCursor,
    ];

    /// <summary>What ordinary work consists of.</summary>
    public static readonly IReadOnlyList<SqlStatement> Everyday =
    [
        SelectCustomer,
        SelectSalesTable,
        SelectOnHandByDimension,
        UpdateSalesLine,
        UpdateInventTrans,
        InsertLedger,
    ];

    private static readonly SqlStatement[] Planning = [SelectReqTrans, InsertReqTrans, SelectReqTrans, SelectOnHandByDimension];
    private static readonly SqlStatement[] Stock = [SelectOnHandByDimension, UpdateOnHand, UpdateInventTrans, DeleteClosedOnHand];
    private static readonly SqlStatement[] Posting =
    [
        SelectSalesTable,
        UpdateSalesLine,
        UpdateInventTrans,
        InsertLedger,
        UpdateNumberSequence,
        SelectCustomer,
    ];
    private static readonly SqlStatement[] Ledger = [InsertLedger, InsertLedger, UpdateNumberSequence, SelectCustomer];
    private static readonly SqlStatement[] Framework = [SelectBatch, SelectCustomer, SelectSalesTable];

    /// <summary>What tasks of a batch group do.</summary>
    public static IReadOnlyList<SqlStatement> OfBatch(string group) =>
        group switch
        {
            "REQ" => Planning,
            "INVENT" or "WHS" => Stock,
            "SALES" or "PURCH" or "RETAIL" => Posting,
            "LEDGER" or "MONTHEND" => Ledger,
            _ => Framework,
        };
}
