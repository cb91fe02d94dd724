// The conversation of a bulk copy, with packets built by hand: what a client asks about the table, INSERT BULK, the rows.
using System.Buffers.Binary;
using System.Text;
using NUnit.Framework;

namespace AxMonitor.Engine.Tds.Tests;

internal sealed class BulkLoadByteTests : EngineServerFixture
{
    private const byte BulkLoadPacket = 0x07;

    [Test]
    public async Task A_client_learns_the_tables_columns_and_collations_in_one_batch()
    {
        await using var client = await RawClient.LogInAsync(Server.Port, Password);
        var answer = await AskAsync(
            client,
            """
            USE Clients;
            SELECT @@TRANCOUNT;
            DECLARE @id int = OBJECT_ID('dbo.Target');
            DECLARE @names nvarchar(max) = NULL;
            CREATE TABLE #Aliases (Canonical sysname, Alias sysname);
            IF HAS_PERMS_BY_NAME('.[sys].[all_columns]', 'OBJECT', 'SELECT') = 1
            BEGIN
                IF EXISTS (SELECT TOP 1 * FROM .[sys].[all_columns]
                           WHERE [object_id] = OBJECT_ID('.[sys].[all_columns]') AND [name] = 'graph_type')
                    THROW 50000, N'graph_type came with SQL Server 2017', 1;
                EXEC sp_executesql
                    N'SELECT @names = COALESCE(@names + '', '', '''') + QUOTENAME([name]) FROM .[sys].[all_columns] WHERE [object_id] = @id ORDER BY [column_id] ASC;',
                    N'@id int, @names nvarchar(max) OUTPUT', @id = @id, @names = @names OUTPUT;
            END
            SELECT @names = COALESCE(@names, '*');
            SET FMTONLY ON;
            EXEC(N'SELECT ' + @names + N' FROM dbo.Target');
            SET FMTONLY OFF;
            EXEC ..sp_tablecollations_100 N'.[Target]';
            SELECT Canonical, Alias FROM #Aliases;
            DROP TABLE #Aliases;
            """
        );

        Assert.That(
            answer.Where(line => line.Split(' ')[0] is "columns" or "row" or "nbcrow" or "error"),
            Is.EqualTo(
                new[]
                {
                    "columns  26:4 null",
                    "row 0",
                    "columns Id 38:4, Name E7:100 null",
                    "columns colid 38:4, name E7:256 null, tds_collation AD:5 null, collation E7:256 null",
                    "nbcrow 1, 'Id', NULL, NULL",
                    "row 2, 'Name', 0x0904D00034, 'SQL_Latin1_General_CP1_CI_AS'",
                    "columns Canonical E7:256, Alias E7:256",
                }
            )
        );
    }

    [Test]
    public async Task The_rows_behind_insert_bulk_are_counted_and_stored()
    {
        await using var client = await RawClient.LogInAsync(Server.Port, Password);
        await AskAsync(client, "USE Clients; CREATE TABLE #t (Id int NOT NULL, Name nvarchar(max) NULL);");
        var announced = await AskAsync(
            client,
            "INSERT BULK #t (Id int, Name nvarchar(max) COLLATE SQL_Latin1_General_CP1_CI_AS)"
        );
        await client.Stream.WriteAsync(RawClient.Packet(BulkLoadPacket, Rows((1, "one"), (2, null), (3, ""))));
        var loaded = TokenText.Read(await client.ReadMessageAsync());
        var stored = await AskAsync(client, "SELECT Id, Name FROM #t ORDER BY Id;");

        Assert.That(announced, Is.EqualTo(new[] { "done 0000 0" }).Or.EqualTo(new[] { "done 0010 0" }));
        Assert.That(loaded, Is.EqualTo(new[] { "done 0010 3" }));
        Assert.That(
            stored,
            Is.EqualTo(
                new[] { "columns Id 38:4, Name E7:65535 null", "row 1, 'one'", "nbcrow 2, NULL", "row 3, ''", "done 0010 3" }
            )
        );
    }

    private static async Task<IReadOnlyList<string>> AskAsync(RawClient client, string sql)
    {
        await client.SendBatchAsync(sql);
        return TokenText.Read(await client.ReadMessageAsync());
    }

    /// <summary>COLMETADATA of an int and an nvarchar(max), a ROW each, DONE.</summary>
    private static byte[] Rows(params (int Id, string? Name)[] rows)
    {
        var message = new MemoryStream();
        message.Write([0x81, 2, 0]);
        message.Write([0, 0, 0, 0, 8, 0, 0x38, 2, (byte)'I', 0, (byte)'d', 0]);
        message.Write([0, 0, 0, 0, 9, 0, 0xE7, 0xFF, 0xFF, 9, 4, 0xD0, 0, 0x34, 1, (byte)'N', 0]);
        Span<byte> number = stackalloc byte[8];
        foreach (var (id, name) in rows)
        {
            message.WriteByte(0xD1);
            BinaryPrimitives.WriteInt32LittleEndian(number, id);
            message.Write(number[..4]);
            BinaryPrimitives.WriteInt64LittleEndian(number, name is null ? -1 : name.Length * 2);
            message.Write(number);
            if (name is null)
            {
                continue;
            }

            foreach (var character in name)
            {
                message.Write([2, 0, 0, 0]); // a chunk a character, as no client does and any may
                message.Write(Encoding.Unicode.GetBytes([character]));
            }

            message.Write([0, 0, 0, 0]);
        }

        message.Write([0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        return message.ToArray();
    }
}
