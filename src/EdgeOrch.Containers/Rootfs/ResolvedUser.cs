using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Rootfs;

/// <summary>A user of an image, in numbers.</summary>
/// <param name="User">User, group and supplementary groups.</param>
/// <param name="Home">Home folder by the image's /etc/passwd; <c>/</c> when it names none.</param>
public sealed record ResolvedUser(UserSpec User, string Home);
