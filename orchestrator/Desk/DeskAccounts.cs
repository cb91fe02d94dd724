// What the desk asks of schema desk as the service itself, before it knows who somebody is.
using System.Data;
using AxMonitor.Orchestrator.Desk.Api;
using AxMonitor.Orchestrator.Desk.Outside;
using AxMonitor.Orchestrator.Repository;
using Dapper;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Accounts, sessions and form keys.</summary>
public sealed class DeskAccounts(RepositoryConnection repository, TimeProvider time)
{
    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>What is known of a name; of an unknown one a row too.</summary>
    public Task<DeskAccount> GetAsync(string userName, string clientAddress, CancellationToken cancel) =>
        repository.ExecuteAsync(
            (connection, token) =>
                connection.QuerySingleAsync<DeskAccount>(
                    Call("desk.GetAccount", new { UserName = userName, ClientAddress = clientAddress, Now }, token)
                ),
            cancel
        );

    /// <summary>Begins a session.</summary>
    public Task SignInAsync(int accountId, byte[] tokenHash, string clientAddress, string? newHash, CancellationToken cancel) =>
        CallAsync(
            "desk.SignIn",
            new
            {
                AccountId = accountId,
                TokenHash = tokenHash,
                ClientAddress = clientAddress,
                NewHash = newHash,
                Now,
            },
            cancel
        );

    /// <summary>Begins a session of somebody whom others know; the outcome says where it was not
    /// begun.</summary>
    public Task<OutsideOutcome> SignInFromOutsideAsync(
        OutsidePerson person,
        byte[] tokenHash,
        string clientAddress,
        CancellationToken cancel
    ) =>
        repository.ExecuteAsync(
            (connection, token) =>
                connection.QuerySingleAsync<OutsideOutcome>(
                    Call(
                        "desk.SignInFromOutside",
                        new
                        {
                            person.Way,
                            person.IdentityHash,
                            person.UserName,
                            RoleName = person.Role.Name(),
                            TokenHash = tokenHash,
                            ClientAddress = clientAddress,
                            How = person.HowText,
                            Now,
                        },
                        token
                    )
                ),
            cancel
        );

    /// <summary>Keeps in the audit that somebody whom others know was not let in.</summary>
    public Task SignInRefusedAsync(string? userName, string clientAddress, string how, string reason, CancellationToken cancel) =>
        CallAsync(
            "desk.SignInRefused",
            new
            {
                UserName = userName,
                ClientAddress = clientAddress,
                How = how,
                Reason = reason,
                Now,
            },
            cancel
        );

    /// <summary>Counts an attempt that failed.</summary>
    public Task FailedAsync(string userName, string clientAddress, string reason, CancellationToken cancel) =>
        CallAsync(
            "desk.SignInFailed",
            new
            {
                UserName = userName,
                ClientAddress = clientAddress,
                Reason = reason,
                Now,
            },
            cancel
        );

    /// <summary>Who holds a session; null when it is over.</summary>
    public Task<DeskSession?> FindSessionAsync(byte[] tokenHash, CancellationToken cancel) =>
        repository.ExecuteAsync(
            (connection, token) =>
                connection.QuerySingleOrDefaultAsync<DeskSession>(
                    Call("desk.GetSession", new { TokenHash = tokenHash, Now }, token)
                ),
            cancel
        );

    /// <summary>Ends a session, or all of its account.</summary>
    public Task SignOutAsync(byte[] tokenHash, bool isEverywhere, CancellationToken cancel) =>
        CallAsync(
            "desk.SignOut",
            new
            {
                TokenHash = tokenHash,
                IsEverywhere = isEverywhere,
                Now,
            },
            cancel
        );

    /// <summary>Gives an account the password that its owner chose.</summary>
    public Task ChangePasswordAsync(int accountId, string passwordHash, byte[] tokenHash, CancellationToken cancel) =>
        CallAsync(
            "desk.ChangePassword",
            new
            {
                AccountId = accountId,
                PasswordHash = passwordHash,
                TokenHash = tokenHash,
                Now,
            },
            cancel
        );

    /// <summary>Keeps what somebody did that changes nothing: an export, a request that was
    /// refused.</summary>
    public Task SaveEventAsync(string changedBy, string action, string subject, string? note, CancellationToken cancel) =>
        CallAsync(
            "desk.SaveEvent",
            new
            {
                ChangedBy = changedBy,
                Action = action,
                Subject = subject,
                Note = note,
                Now,
            },
            cancel
        );

    /// <summary>Whose key a call of the API carries; null: nobody's.</summary>
    public Task<FoundApiKey?> FindApiKeyAsync(byte[] tokenHash, string clientAddress, CancellationToken cancel) =>
        repository.ExecuteAsync(
            (connection, token) =>
                connection.QuerySingleOrDefaultAsync<FoundApiKey>(
                    Call(
                        "desk.FindApiKey",
                        new
                        {
                            TokenHash = tokenHash,
                            ClientAddress = clientAddress,
                            Now,
                        },
                        token
                    )
                ),
            cancel
        );

    /// <summary>Keeps in the audit that a call came with a key that is not valid.</summary>
    public Task ApiKeyRefusedAsync(
        string? clientName,
        string? prefix,
        string reason,
        string clientAddress,
        CancellationToken cancel
    ) =>
        CallAsync(
            "desk.ApiKeyRefused",
            new
            {
                ClientName = clientName,
                KeyPrefix = prefix,
                Reason = reason,
                ClientAddress = clientAddress,
                Now,
            },
            cancel
        );

    /// <summary>Takes a client's key for a call, or says what became of the call that has taken it.</summary>
    internal Task<FoundCall> BeginCallAsync(
        string client,
        byte[] keyHash,
        byte[] requestHash,
        DeskRole role,
        CancellationToken cancel
    ) =>
        repository.ExecuteAsync(
            (connection, token) =>
                connection.QuerySingleAsync<FoundCall>(
                    Call(
                        "desk.BeginCall",
                        new
                        {
                            ClientName = client,
                            KeyHash = keyHash,
                            RequestHash = requestHash,
                            RoleName = role.ToString().ToLowerInvariant(),
                            Now,
                        },
                        token
                    )
                ),
            cancel
        );

    /// <summary>Keeps a call's answer; status null: nothing was done, the key is free again.</summary>
    internal Task EndCallAsync(string client, byte[] keyHash, int? status, string? location, string? contentType, string? body) =>
        CallAsync(
            "desk.EndCall",
            new
            {
                ClientName = client,
                KeyHash = keyHash,
                StatusCode = status,
                LocationText = location,
                ContentType = contentType,
                BodyText = body,
                Now,
            },
            CancellationToken.None
        );

    /// <summary>The keys that protect forms.</summary>
    public Task<IReadOnlyList<string>> GetDataKeysAsync(CancellationToken cancel) =>
        repository.ExecuteAsync<IReadOnlyList<string>>(
            async (connection, token) => (await connection.QueryAsync<string>(Call("desk.GetDataKeys", null, token))).AsList(),
            cancel
        );

    /// <summary>Keeps one of them.</summary>
    public Task SaveDataKeyAsync(string name, string xml, CancellationToken cancel) =>
        CallAsync(
            "desk.SaveDataKey",
            new
            {
                KeyName = name,
                KeyXml = xml,
                Now,
            },
            cancel
        );

    private Task CallAsync(string procedure, object parameters, CancellationToken cancel) =>
        repository.ExecuteAsync(
            (connection, token) => connection.ExecuteAsync(Call(procedure, parameters, token)),
            cancel
        );

    private CommandDefinition Call(string procedure, object? parameters, CancellationToken cancel) =>
        new(
            procedure,
            parameters,
            commandType: CommandType.StoredProcedure,
            commandTimeout: repository.CommandTimeoutSeconds,
            cancellationToken: cancel
        );
}

/// <summary>A row of desk.GetAccount.</summary>
public sealed record DeskAccount
{
    /// <summary>Null: nobody has that name.</summary>
    public int? AccountId { get; init; }

    public string? UserName { get; init; }

    public string? PasswordHash { get; init; }

    public string? RoleName { get; init; }

    public bool? MustChangePassword { get; init; }

    public bool MaySignIn { get; init; }

    public bool IsAddressSlowed { get; init; }
}

/// <summary>A row of desk.GetSession.</summary>
public sealed record DeskSession
{
    public int AccountId { get; init; }

    public required string UserName { get; init; }

    public required string RoleName { get; init; }

    public bool MustChangePassword { get; init; }

    /// <summary>How the account signs in.</summary>
    public required string Way { get; init; }

    /// <summary>Of whom others know; null where the account has a password.</summary>
    public byte[]? IdentityHash { get; init; }
}

/// <summary>The row of desk.SignInFromOutside.</summary>
public sealed record OutsideOutcome
{
    /// <summary>signed in, disabled, name taken.</summary>
    public required string Outcome { get; init; }

    public int? AccountId { get; init; }

    /// <summary>Whether nobody administers any more.</summary>
    public bool IsLastAdmin { get; init; }
}
