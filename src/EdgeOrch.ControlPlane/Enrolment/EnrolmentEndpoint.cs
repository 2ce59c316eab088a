using System.Text.Json;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.ControlPlane.Api;
using EdgeOrch.ControlPlane.Identity;

namespace EdgeOrch.ControlPlane.Enrolment;

/// <summary><c>POST /v1/enrol</c>: how a device with a join token becomes one of ours. The token is the only authentication.</summary>
internal static class EnrolmentEndpoint
{
    /// <summary>The largest body, in bytes.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    /// <summary>Maps the endpoint. Needs <see cref="EnrolmentRegistration.AddEnrolment"/>.</summary>
    public static IEndpointRouteBuilder MapEnrolment(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/enrol", HandleAsync).AllowAnonymous().WithName("enrol")
            .Accepts<EnrolmentRequest>("application/json", "*/*").Produces<EnrolmentResult>().Produces<ProblemDocument>(403, ProblemResults.MediaType);
        return routes;
    }

    private static async Task<IResult> HandleAsync(HttpContext context, Enroller enroller, EnrolmentRate rate, CancellationToken cancellation)
    {
        if (!rate.TryTake(context.Connection.RemoteIpAddress))
            return ProblemResults.Result(429, "too-many-requests", "Too many requests", "too many enrolments from this address; try again in a minute");
        try
        {
            var request = await ReadAsync(context.Request, cancellation);
            return Results.Json(await enroller.EnrolAsync(request, cancellation), WireJson.Default.EnrolmentResult);
        }
        catch (EnrolmentRefusedException e)
        {
            return ProblemResults.Result(e.Status, e.Reason, "The device was not enrolled", e.Message, e.Problems);
        }
        catch (TokenRefusedException e)
        {
            return ProblemResults.Result(403, e.Reason, "The join token was refused", e.Message);
        }
    }

    private static async Task<EnrolmentRequest> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        // One byte more than allowed tells a body that is too long, with or without a Content-Length.
        var body = new byte[MaxBodyBytes + 1];
        var length = request.ContentLength > MaxBodyBytes ? body.Length : await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation);
        if (length > MaxBodyBytes) throw new EnrolmentRefusedException(413, "too-large", $"the body is larger than {MaxBodyBytes} bytes");
        try
        {
            return JsonSerializer.Deserialize(body.AsSpan(0, length), WireJson.Default.EnrolmentRequest) ?? throw new JsonException("the body is null");
        }
        catch (JsonException e)
        {
            throw new EnrolmentRefusedException(400, "invalid-request", $"the body does not parse: {e.Message}");
        }
    }
}
