// From an accepted socket to a logged-in session: PRELOGIN, TLS, LOGIN7, the engine's check, LOGINACK.
using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds.Packets;
using AxMonitor.Engine.Tds.Tokens;

namespace AxMonitor.Engine.Tds.Login;

internal sealed class LoginSequence(
    ITdsBackend backend,
    TdsServerOptions options,
    TdsCounters counters,
    Lazy<X509Certificate2> certificate
)
{
    private const int MaxLoginBytes = 128 * 1024;

    /// <summary>Null when the client was refused (and told so) or left.</summary>
    public async Task<LoginResult?> RunAsync(Stream network, string clientAddress, CancellationToken cancellationToken)
    {
        var first = await PacketStreamReader.ReadMessageAsync(network, MaxLoginBytes, cancellationToken);
        if (first is not { } message)
        {
            return null;
        }

        var all = network;
        var loginStream = network;
        if (message.Type == PacketType.PreLogin)
        {
            var offer = PreLogin.Parse(message.Payload.AsSpan(0, message.Length));
            var encryption = PreLogin.Negotiate(offer.Encryption, options.RequireEncryption);
            var answer = new ResponseBuffer(network, 4096);
            answer.Bytes(PreLogin.Response(backend.ProductVersion, encryption, offer.FederatedAuthentication));
            answer.Commit();
            answer.EndMessage();
            if (encryption == Encryption.Required && offer.Encryption == Encryption.NotSupported)
            {
                options.Log?.Invoke($"{clientAddress}: refused, since encryption is required and the client has none.");
                return null;
            }

            if (encryption != Encryption.NotSupported)
            {
                loginStream = await HandshakeAsync(network, cancellationToken);
                all = encryption == Encryption.Off ? network : loginStream;
            }

            first = await PacketStreamReader.ReadMessageAsync(loginStream, MaxLoginBytes, cancellationToken);
            if (first is not { } next)
            {
                return null;
            }

            message = next;
        }

        return message.Type == PacketType.Login7
            ? LogIn(Login7.Parse(message.Payload.AsSpan(0, message.Length)), all, clientAddress)
            : throw new TdsProtocolException($"A {message.Type} packet came where LOGIN7 was due.");
    }

    private async Task<Stream> HandshakeAsync(Stream network, CancellationToken cancellationToken)
    {
        var wrapper = new TlsHandshakeStream(network);
        var tls = new SslStream(wrapper, leaveInnerStreamOpen: false);
        try
        {
            // TLS 1.3 sends session tickets after the handshake, which this wrapping cannot carry: SQL Server
            // 2016 ends at 1.2 as well.
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = certificate.Value,
                    EnabledSslProtocols = SslProtocols.Tls12,
                    ClientCertificateRequired = false,
                },
                cancellationToken
            );
        }
        catch (AuthenticationException e)
        {
            throw new TdsProtocolException($"The TLS handshake failed: {e.Message}", e);
        }

        wrapper.EndHandshake();
        return tls;
    }

    private LoginResult? LogIn(Login7 login, Stream stream, string clientAddress)
    {
        var packetSize = login.PacketSize == 0 ? 4096 : Math.Clamp(login.PacketSize, 512, 32767);
        var output = new ResponseBuffer(stream, 4096);
        var version = TdsVersion.Negotiate(login.TdsVersion);
        var tokens = new TokenWriter(output, backend.ServerName, version ?? TdsVersion.Latest);
        if (version is null)
        {
            return Refuse(
                tokens,
                login,
                clientAddress,
                new SqlError(
                    17836,
                    20,
                    1,
                    $"TDS version 0x{login.TdsVersion:X8} is older than 7.1 (SQL Server 2000), the oldest that SQL Server 2016 speaks."
                )
            );
        }

        ITdsSession session;
        try
        {
            session = Open(login, clientAddress);
        }
        catch (SqlError e)
        {
            return Refuse(tokens, login, clientAddress, e);
        }

        output.SessionId = session.SessionId;
        tokens.DatabaseChange("master", session.DatabaseName);
        tokens.CollationChange();
        tokens.LanguageChange("", "us_english");
        tokens.LoginAck(backend.ProductVersion);
        tokens.EnvChange(EnvChangeType.PacketSize, packetSize.ToString(CultureInfo.InvariantCulture), "4096");
        tokens.Done(TokenType.Done, DoneStatus.Final, 0, 0);
        output.EndMessage();
        output.PacketSize = packetSize;
        counters.Login();
        return new LoginResult(stream, session, output, version);
    }

    private ITdsSession Open(Login7 login, string clientAddress)
    {
        if (login.IntegratedSecurity)
        {
            throw new SqlError(
                18452,
                14,
                1,
                "Login failed. The login is from an untrusted domain and cannot be used with Integrated authentication."
            );
        }

        if (login.AttachFile.Length > 0)
        {
            throw SqlError.Unsupported("attaching a database file at login");
        }

        if (login.ChangesPassword)
        {
            throw SqlError.Unsupported("changing a password at login");
        }

        var database = login.Database.Length == 0 ? null : login.Database;
        return backend.Open(
            new LoginRequest(
                login.UserName,
                login.Password,
                database,
                login.HostName,
                login.ProgramName,
                login.ClientProcessId,
                clientAddress,
                login.InterfaceName
            )
        );
    }

    private LoginResult? Refuse(TokenWriter tokens, Login7 login, string clientAddress, SqlError error)
    {
        counters.LoginFailed();
        options.Log?.Invoke($"{clientAddress}: {login} refused: error {error.Number}: {error.Message}");
        tokens.Message(new SqlMessage(error.Number, error.Severity, error.State, error.Message, "", 1));
        tokens.Done(TokenType.Done, DoneStatus.Error, 0, 0);
        tokens.Output.EndMessage();
        return null;
    }
}
