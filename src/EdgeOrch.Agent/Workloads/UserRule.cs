using EdgeOrch.Containers;
using EdgeOrch.Containers.Rootfs;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Workloads;

/// <summary>Who a container's process is: <c>user[:group]</c> by the image's own passwd(5) and group(5), read from its unpacked layers before any of it runs.</summary>
internal static class UserRule
{
    /// <summary>The numbers, and the user's home folder.</summary>
    /// <param name="written">The manifest's user, or the image's; null or empty is root.</param>
    /// <param name="layersTopFirst">The image's layers.</param>
    /// <exception cref="WorkloadException"><c>user-unknown</c>.</exception>
    public static (UserSpec User, string Home) Resolve(string? written, IReadOnlyList<string> layersTopFirst)
    {
        try
        {
            var resolved = UserResolver.Resolve(layersTopFirst, written ?? "");
            return (resolved.User, resolved.Home);
        }
        catch (ContainerException e)
        {
            throw new WorkloadException("user-unknown", e.Message, retryable: false, e);
        }
    }
}
