// Style and script of the desk, parts of the program. Their addresses name their content, so that browsers
// keep them for good.
using System.Reflection;
using System.Security.Cryptography;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Serves the two files.</summary>
public static class DeskAssets
{
    private static readonly byte[] Style = Read("desk.css");
    private static readonly byte[] Script = Read("desk.js");

    /// <summary>Address of the style sheet.</summary>
    public static string StylePath { get; } = $"/assets/{Name(Style)}.css";

    /// <summary>Address of the script.</summary>
    public static string ScriptPath { get; } = $"/assets/{Name(Script)}.js";

    /// <summary>Answers for them.</summary>
    public static Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value;
        if (string.Equals(path, StylePath, StringComparison.Ordinal))
        {
            return SendAsync(context, Style, "text/css; charset=utf-8");
        }

        return string.Equals(path, ScriptPath, StringComparison.Ordinal)
            ? SendAsync(context, Script, "text/javascript; charset=utf-8")
            : next(context);
    }

    private static async Task SendAsync(HttpContext context, byte[] content, string type)
    {
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
        }
    }

    private static string Name(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..16];

    private static byte[] Read(string name)
    {
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream("AxMonitor.Orchestrator.Desk." + name)
            ?? throw new InvalidOperationException($"The program has no part '{name}'.");
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
