// Holds every request to a page against the matrix before its handler runs.
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Lets through what the matrix allows.</summary>
public sealed class MatrixFilter(DeskAccounts accounts) : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (context.HandlerMethod is not { } method)
        {
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
            return;
        }

        var page = context.ActionDescriptor.ViewEnginePath;
        var handler = method.HttpMethod + method.Name;
        var found = DeskMatrix.Find(page, handler);
        var person = DeskPerson.Of(context.HttpContext);
        if (found is { Least: DeskRole.None })
        {
            await next();
        }
        else if (person is null)
        {
            var request = context.HttpContext.Request;
            var back = request.Path + (HttpMethods.IsGet(request.Method) ? request.QueryString.ToString() : "");
            context.Result = new RedirectToPageResult("/SignIn", new { back });
        }
        else if (found is null || person.Role < found.Least)
        {
            var http = context.HttpContext;
            await accounts.SaveEventAsync(
                person.UserName,
                "Refused",
                Limited($"{http.Request.Method} {http.Request.Path}", 256),
                found is null ? "not in the matrix" : $"{found.Area}: {found.Action}, role {person.Role.Name()}",
                http.RequestAborted
            );
            context.Result = new StatusCodeResult(StatusCodes.Status403Forbidden);
        }
        else if (person.MustChangePassword && page is not ("/Password" or "/SignOut"))
        {
            context.Result = new RedirectToPageResult("/Password");
        }
        else
        {
            await next();
        }
    }

    private static string Limited(string text, int length) => text.Length > length ? text[..length] : text;
}
