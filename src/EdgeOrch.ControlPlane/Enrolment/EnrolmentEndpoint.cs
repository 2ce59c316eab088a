using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.ControlPlane.Api;
using EdgeOrch.ControlPlane.Identity;

namespace EdgeOrch.ControlPlane.Enrolment;

/// <summary><c>POST /v1/enrol</c>: how a device with a join token becomes one of ours. The token is the only authentication.</summary>
internal static class EnrolmentEndpoint
{
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
            var request = await context.Request.ReadJsonAsync(WireJson.Default.EnrolmentRequest, cancellation);
            return Results.Json(await enroller.EnrolAsync(request, cancellation), WireJson.Default.EnrolmentResult);
        }
        catch (ApiException e)
        {
            return e.Result;
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
}
