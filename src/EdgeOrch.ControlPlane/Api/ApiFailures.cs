using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;

namespace EdgeOrch.ControlPlane.Api;

/// <summary>Answers every failed call with a problem document, whatever failed.</summary>
internal static class ApiFailures
{
    public static void UseApiFailures(this WebApplication app)
    {
        app.UseExceptionHandler(branch => branch.Run(context =>
            ForException(context.Features.Get<IExceptionHandlerFeature>()!.Error, context.RequestAborted).ExecuteAsync(context)));
        // Answers without a body: no such route, no such method, and the like.
        app.UseStatusCodePages(async pages =>
        {
            var status = pages.HttpContext.Response.StatusCode;
            var title = ReasonPhrases.GetReasonPhrase(status);
            await ProblemResults.Result(status, title.ToLowerInvariant().Replace(' ', '-'), title, $"{pages.HttpContext.Request.Method} {pages.HttpContext.Request.Path}: {title.ToLowerInvariant()}").ExecuteAsync(pages.HttpContext);
        });
    }

    private static IResult ForException(Exception failure, CancellationToken aborted) => failure switch
    {
        BadHttpRequestException bad => ProblemResults.Result(bad.StatusCode, bad.StatusCode == 413 ? "too-large" : "invalid-request", "Invalid request", bad.Message),
        OperationCanceledException when aborted.IsCancellationRequested => Results.StatusCode(StatusCodes.Status499ClientClosedRequest),
        TimeoutException => ProblemResults.Result(503, "busy", "Not answered in time", "the control plane did not answer in time; try again"),
        // The cause is in the log; what it says is not for whoever calls.
        _ => ProblemResults.Result(500, "internal-error", "Internal error", "the control plane failed to do this; its log says why"),
    };
}
