// Clients that break the protocol: each loses its own connection, is counted, and the endpoint lives on.
using System.Buffers.Binary;
using AxMonitor.Engine.Types;
using Dapper;
using NUnit.Framework;

namespace AxMonitor.Engine.Tds.Tests;

internal sealed class MalformedStreamTests : FakeServerFixture
{
    protected override TdsServerOptions Options =>
        new()
        {
            Port = 0,
            Log = Write,
            Certificate = SharedCertificate.Value,
            LoginTimeout = TimeSpan.FromSeconds(2),
        };

    private static IEnumerable<TestCaseData> BrokenLogins()
    {
        yield return Case("a packet shorter than its header", [0x12, 1, 0, 4, 0, 0, 0, 0]);
        yield return Case("a packet longer than the protocol allows", [0x12, 1, 0xFF, 0xFF, 0, 0, 0, 0]);
        yield return Case("an unknown packet type", [0x55, 1, 0, 8, 0, 0, 0, 0]);
        yield return Case("an HTTP request", "GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        yield return Case("PRELOGIN without a terminator", RawClient.Packet(0x12, [0, 0, 11, 0, 6]));
        yield return Case("PRELOGIN pointing beyond itself", RawClient.Packet(0x12, [1, 0xFF, 0, 0, 1, 0xFF]));
        yield return Case("a batch before login", RawClient.Packet(0x01, RawClient.Batch("SELECT 1")));
        yield return Case("LOGIN7 that is too short", RawClient.Packet(0x10, new byte[40]));
        var beyond = RawClient.Login("sa", "x");
        BinaryPrimitives.WriteUInt16LittleEndian(beyond.AsSpan(40), 0xFFF0);
        yield return Case("LOGIN7 with a field beyond the message", RawClient.Packet(0x10, beyond));
        var endless = RawClient.Login("sa", "x");
        BinaryPrimitives.WriteUInt16LittleEndian(endless.AsSpan(42), 0xFFFF);
        yield return Case("LOGIN7 with an oversized field", RawClient.Packet(0x10, endless));

        static TestCaseData Case(string name, byte[] bytes) =>
            new TestCaseData(bytes).SetName($"Before login, {name} closes the connection");
    }

    private static IEnumerable<TestCaseData> BrokenRequests()
    {
        yield return Case("a batch with an odd number of bytes", 0x01, [.. RawClient.Batch("SELECT 1"), 7]);
        yield return Case("a batch whose headers exceed it", 0x01, [0xFF, 0xFF, 0, 0, 1]);
        yield return Case("a batch with negative headers", 0x01, [0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4]);
        yield return Case("an RPC with an unknown number", 0x03, [4, 0, 0, 0, 0xFF, 0xFF, 99, 0, 0, 0]);
        yield return Case("an RPC that ends in its name", 0x03, [4, 0, 0, 0, 10, 0, 65, 0]);
        yield return Case("an RPC with an unknown type", 0x03, [4, 0, 0, 0, 1, 0, 65, 0, 0, 0, 0, 0, 0x99]);
        yield return Case(
            "an RPC whose value exceeds the limit",
            0x03,
            [4, 0, 0, 0, 1, 0, 65, 0, 0, 0, 0, 0, 0xA5, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]
        );
        yield return Case(
            "an RPC whose value is longer than its type",
            0x03,
            [4, 0, 0, 0, 1, 0, 65, 0, 0, 0, 0, 0, 0xA5, 4, 0, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
        );
        yield return Case("a transaction request of an unknown kind", 0x0E, [4, 0, 0, 0, 77, 0]);
        yield return Case("a bulk load that ends in its metadata", 0x07, [0x81, 1, 0]);
        yield return Case("a bulk load that begins with a row", 0x07, [0xD1, 1, 0]);
        yield return Case("a second LOGIN7", 0x10, RawClient.Login("sa", "Secret#1"));

        static TestCaseData Case(string name, byte type, byte[] payload) =>
            new TestCaseData(type, payload).SetName($"After login, {name} closes the connection");
    }

    [TestCaseSource(nameof(BrokenLogins))]
    public async Task Before_login(byte[] bytes)
    {
        await using var client = await RawClient.ConnectAsync(Server.Port);
        await client.Stream.WriteAsync(bytes);

        Assert.That(await client.IsClosedByServerAsync(), Is.True);
        Assert.That(Server.Counters.ProtocolErrors, Is.EqualTo(1));
        await AssertServesAsync();
    }

    [TestCaseSource(nameof(BrokenRequests))]
    public async Task After_login(byte type, byte[] payload)
    {
        await using var client = await RawClient.LogInAsync(Server.Port);
        await client.Stream.WriteAsync(RawClient.Packet(type, payload));

        Assert.That(await client.IsClosedByServerAsync(), Is.True);
        Assert.That(Server.Counters.ProtocolErrors, Is.EqualTo(1));
        Assert.That(Log, Has.Some.Contain("connection closed"));
        await AssertServesAsync();
    }

    [Test]
    public async Task A_client_that_connects_and_says_nothing_is_closed_after_the_login_timeout()
    {
        await using var client = await RawClient.ConnectAsync(Server.Port);

        Assert.That(await client.IsClosedByServerAsync(), Is.True);
        Assert.That(Server.Counters.LoginTimeouts, Is.EqualTo(1));
    }

    [Test]
    public async Task A_client_that_stops_in_the_middle_of_the_login_is_closed_after_the_login_timeout()
    {
        await using var client = await RawClient.ConnectAsync(Server.Port);
        await client.Stream.WriteAsync(RawClient.Packet(0x12, RawClient.PreLogin()));
        await client.ReadMessageAsync();
        await client.Stream.WriteAsync(RawClient.Packet(0x10, RawClient.Login("sa", "Secret#1")).AsMemory(0, 50));

        Assert.That(await client.IsClosedByServerAsync(), Is.True);
        Assert.That(Server.Counters.LoginTimeouts, Is.EqualTo(1));
    }

    [Test]
    public async Task A_client_that_vanishes_in_the_middle_of_a_request_ends_its_session()
    {
        await using (var client = await RawClient.LogInAsync(Server.Port))
        {
            await client.Stream.WriteAsync(RawClient.Packet(0x01, RawClient.Batch("SELECT 1"), status: 0));
        }

        await AssertServesAsync();
        await Server.StopAsync();

        Assert.That(Server.Counters.Open, Is.Zero);
        Assert.That(Backend.Calls.Count(c => c == "dispose"), Is.EqualTo(2));
    }

    [Test]
    public async Task An_ignored_message_gets_an_answer_and_is_not_run()
    {
        Backend.OnBatch = (sql, _, _) => Backend.Note(sql);
        await using var client = await RawClient.LogInAsync(Server.Port);
        await client.Stream.WriteAsync(RawClient.Packet(0x01, RawClient.Batch("SELECT 1"), status: 0));
        await client.Stream.WriteAsync(RawClient.Packet(0x01, [], status: 3));
        var answer = await client.ReadMessageAsync();

        Assert.That(answer[0], Is.EqualTo(0xFD));
        Assert.That(Backend.Calls, Is.Empty);
    }

    [Test]
    public async Task An_attention_without_a_request_is_acknowledged()
    {
        await using var client = await RawClient.LogInAsync(Server.Port);
        await client.Stream.WriteAsync(RawClient.Packet(0x06, []));

        Assert.That(await client.ReadMessageAsync(), Is.EqualTo(new byte[] { 0xFD, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task Random_damage_to_valid_streams_never_harms_the_endpoint(int seed)
    {
        // Rows of a table parameter are consumed, so that damage inside them is met as well.
        Backend.OnProcedure = (_, p, _, _) => p.Sum(x => x.TableRows?.Count() ?? 0);
        var random = new Random(seed);
        byte[][] requests =
        [
            RawClient.Packet(0x01, RawClient.Batch("SELECT 1")),
            RawClient.Packet(0x03, RpcSamples.ScalarTypes()),
            RawClient.Packet(0x03, RpcSamples.TableParameter(50)),
            RawClient.Packet(0x0E, [4, 0, 0, 0, 5, 0, 2, 0]),
        ];
        var preLogin = RawClient.Packet(0x12, RawClient.PreLogin());
        var login = RawClient.Packet(0x10, RawClient.Login("sa", "Secret#1"));
        for (var round = 0; round < 150; round++)
        {
            await using var client = await RawClient.ConnectAsync(Server.Port);
            var damageLogin = random.Next(4) == 0;
            try
            {
                await client.Stream.WriteAsync(damageLogin ? Damage(preLogin, random) : preLogin);
                await client.Stream.WriteAsync(damageLogin ? Damage(login, random) : login);
                for (var i = random.Next(1, 4); i > 0; i--)
                {
                    await client.Stream.WriteAsync(Damage(requests[random.Next(requests.Length)], random));
                }
            }
            catch (IOException)
            {
                // The endpoint has closed the connection already, as it should.
            }
        }

        Assert.That(Log, Has.None.Contain("connection failed"));
        await AssertServesAsync();
    }

    [Test]
    public async Task The_undamaged_samples_of_the_damage_test_are_valid()
    {
        var seen = new List<string>();
        Backend.OnProcedure = (name, p, _, _) =>
        {
            seen.Add($"{name} {p.Count} {p.Sum(x => x.TableRows?.Count() ?? 0)}");
            return 0;
        };
        await using var client = await RawClient.LogInAsync(Server.Port);
        await client.Stream.WriteAsync(RawClient.Packet(0x03, RpcSamples.ScalarTypes()));
        await client.ReadMessageAsync();
        await client.Stream.WriteAsync(RawClient.Packet(0x03, RpcSamples.TableParameter(50)));
        await client.ReadMessageAsync();

        Assert.That(seen, Is.EqualTo(new[] { $"p {RpcSamples.ScalarCount} 0", "p 1 50" }));
    }

    private static byte[] Damage(byte[] valid, Random random)
    {
        var bytes = (byte[])valid.Clone();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return random.Next(5) == 0 ? bytes[..random.Next(1, bytes.Length)] : bytes;
    }

    private async Task AssertServesAsync()
    {
        Backend.OnBatch = (_, sink, _) => sink.Scalar(SqlType.Int, SqlValue.FromInt64(1));
        await using var connection = await OpenAsync();
        Assert.That(await connection.ExecuteScalarAsync<int>("SELECT 1"), Is.EqualTo(1));
    }
}
