// The repository as the person sees it who sent the request: every procedure runs as the user of that
// person's role, so that the repository refuses what a page forgot to. One connection per request.
using System.Data;
using AxMonitor.Orchestrator.Repository;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Calls procedures in somebody's role.</summary>
public sealed class DeskDatabase(RepositoryConnection repository, IHttpContextAccessor accessor, TimeProvider time)
    : IAsyncDisposable
{
    private const int CannotImpersonate = 15517;
    private SqlConnection? _connection;
    private string? _cookie;

    /// <summary>The present time, as procedures take it.</summary>
    public DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>The rows of a procedure's first result.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string procedure, object? parameters, CancellationToken cancel) =>
        (await (await ConnectAsync(cancel)).QueryAsync<T>(Call(procedure, parameters, cancel))).AsList();

    /// <summary>Several results of a procedure.</summary>
    public async Task<SqlMapper.GridReader> QueryMultipleAsync(string procedure, object? parameters, CancellationToken cancel) =>
        await (await ConnectAsync(cancel)).QueryMultipleAsync(Call(procedure, parameters, cancel));

    /// <summary>The only row of a procedure, null where it has none.</summary>
    public async Task<T?> FindAsync<T>(string procedure, object? parameters, CancellationToken cancel)
        where T : class => (await QueryAsync<T>(procedure, parameters, cancel)).FirstOrDefault();

    /// <summary>Calls a procedure that changes something.</summary>
    public async Task ExecuteAsync(string procedure, object? parameters, CancellationToken cancel) =>
        await (await ConnectAsync(cancel)).ExecuteAsync(Call(procedure, parameters, cancel));

    /// <summary>Gives the connection back as the service's own.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_connection is not { } connection)
        {
            return;
        }

        _connection = null;
        try
        {
            if (connection.State == ConnectionState.Open && _cookie is not null)
            {
                await connection.ExecuteAsync($"DECLARE @Cookie varbinary(8000) = {_cookie}; REVERT WITH COOKIE = @Cookie;");
            }
            else
            {
                SqlConnection.ClearPool(connection);
            }
        }
        catch (SqlException)
        {
            // What could not be made the service's own again is not used again.
            SqlConnection.ClearPool(connection);
        }

        await connection.DisposeAsync();
    }

    private async Task<SqlConnection> ConnectAsync(CancellationToken cancel)
    {
        if (_connection is not null)
        {
            return _connection;
        }

        var role = accessor.HttpContext is { } context ? DeskPerson.Of(context)?.Role ?? DeskRole.None : DeskRole.None;
        var connection = await repository.OpenAsync(cancel);
        _connection = connection;
        try
        {
            // The cookie, which nothing in this connection knows, is all that ends it. It can be had in a
            // batch alone, which has no parameters; the user is one of three names of the program's own.
            var cookie = await connection.ExecuteScalarAsync<byte[]>(
                new CommandDefinition(
                    $"""
                    DECLARE @Cookie varbinary(8000);
                    EXECUTE AS USER = N'{role.DatabaseUser()}' WITH COOKIE INTO @Cookie;
                    SELECT @Cookie;
                    """,
                    commandTimeout: repository.CommandTimeoutSeconds,
                    cancellationToken: cancel
                )
            );
            _cookie = "0x" + Convert.ToHexString(cookie!);
        }
        catch (SqlException e) when (e.Number == CannotImpersonate)
        {
            throw new DeskRefusedException(
                "The desk's login on the repository may not act for others: an administrator of the database adds it to the role axmonitor_desk.",
                StatusCodes.Status503ServiceUnavailable
            );
        }

        return connection;
    }

    private CommandDefinition Call(string procedure, object? parameters, CancellationToken cancel) =>
        new(
            procedure,
            parameters,
            commandType: CommandType.StoredProcedure,
            commandTimeout: repository.CommandTimeoutSeconds,
            cancellationToken: cancel
        );
}
