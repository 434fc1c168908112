/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine from inside, read from files as they are found, and from strange ones. */
#include "fn/host.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"

static const char *folder;

/* Write FOLDER/name, with the folders on its way. */
static void
put(const char *name, const char *text)
{
    char path[4096];
    FILE *f = NULL;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    for (char *slash = strchr(path + strlen(folder) + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0700);
        *slash = '/';
    }
    f = fopen(path, "w");
    if (f) {
        fputs(text, f);
        fclose(f);
    }
}

static struct fn_host_places
places_of(char buffers[3][4096])
{
    static const char *const names[] = { "proc", "sys", "tmp" };

    for (int i = 0; i < 3; i++)
        snprintf(buffers[i], 4096, "%s/%s", folder, names[i]);
    return (struct fn_host_places){ buffers[0], buffers[1], buffers[2] };
}

static void
test_lambda(const struct fn_host_places *places)
{
    struct fn_host host;
    bool reused = true;

    put("proc/cpuinfo",
        "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\n"
        "model\t\t: 63\nmodel name\t: Intel(R) Xeon(R) Processor @ "
        "2.50GHz\nstepping\t: 2\ncpu MHz\t\t: 2499.998\n\nprocessor\t: 1\n"
        "vendor_id\t: Other\n");
    put("proc/stat", "cpu  100 0 200 3000 4 0 5 250 0 0\ncpu0 1 2 3\nbtime 1700000000\n");
    put("proc/sys/kernel/random/boot_id", "b60de5b2-a41d-4ff0-a2c5-80bd3bc5a3a8\n");
    put("tmp/other", "");
    fn_host_read(places, &host, &reused);
    IS_STR(host.cpu, "Intel(R) Xeon(R) Processor @ 2.50GHz (family 6 model 63)",
           "the processor is named so that its types can be told apart");
    IS_STR(host.cpu_vendor, "GenuineIntel", "its vendor is the first one's");
    IS_INT(host.cpu_family * 1000 + host.cpu_model, 6063, "its family and model");
    NEAR(host.cpu_mhz, 2499.998, 1e-9, "its clock");
    OK(host.n_cpus >= 1, "how many there are");
    IS_STR(host.boot_id, "b60de5b2-a41d-4ff0-a2c5-80bd3bc5a3a8", "the virtual machine");
    IS_INT(host.booted_at_ms, INT64_C(1700000000000), "its start");
    OK(!reused && strlen(host.instance_id) == 36, "a new instance gets an id");
    NEAR(fn_host_steal_ms(places), 250 * 1000.0 / (double)sysconf(_SC_CLK_TCK), 1e-9,
         "stolen time is read");
}

static void
test_instance(const struct fn_host_places *places)
{
    char path[4096 + 32];
    char id[FN_TEXT_MAX];
    struct fn_host host;
    struct stat status;
    bool reused = false;

    fn_host_read(places, &host, &reused);
    snprintf(id, sizeof id, "%s", host.instance_id);
    fn_host_read(places, &host, &reused);
    OK(reused, "it is seen that an environment has been used");
    IS_STR(host.instance_id, id, "its id stays");
    snprintf(path, sizeof path, "%s/vadvise-fn.instance", places->tmp);
    OK(!stat(path, &status) && (status.st_mode & 0777) == 0600,
       "nobody else may write it");
    put("tmp/vadvise-fn.instance", "../../etc/passwd and more of that, 36 bytes");
    fn_host_read(places, &host, &reused);
    OK(!reused && strlen(host.instance_id) == 36, "what is no id is not believed");
    (void)unlink(path);
    put("tmp/elsewhere", id);
    OK(!symlink("elsewhere", path), "a link is laid");
    fn_host_read(places, &host, &reused);
    OK(!reused && strcmp(host.instance_id, id) != 0, "and not followed");
    (void)unlink(path);
}

static void
test_arm_and_nothing(const struct fn_host_places *places)
{
    const struct fn_host_places nowhere = { "/nonexistent", "/nonexistent",
                                            "/nonexistent" };
    struct fn_host host;
    bool reused = true;

    put("proc/cpuinfo", "processor\t: 0\nBogoMIPS\t: 243.75\nCPU part\t: 0xd0c\n");
    put("proc/stat", "cpu  1 2 3\nbtime x\n");
    fn_host_read(places, &host, &reused);
    IS_STR(host.cpu, "ARM part 0xd0c", "a processor without a name is told by its part");
    OK(host.cpu_family < 0 && host.booted_at_ms == 0, "what is not there is not known");
    OK(fn_host_steal_ms(places) < 0, "nor is stolen time");
    put("proc/cpuinfo", "model name");
    fn_host_read(places, &host, &reused);
    IS_STR(host.cpu, "", "a file that is cut short does no harm");
    fn_host_read(&nowhere, &host, &reused);
    OK(!host.cpu[0] && !host.boot_id[0] && !reused, "an empty root tells nothing");
    OK(strlen(host.instance_id) == 36, "but has an id as long as the process lives");
    OK(fn_host_memory_mb(&nowhere) < 0, "no container, no memory of it");
    OK(fn_host_rusage_mb() > 0.5, "the program's own is known");
}

static void
test_memory(const struct fn_host_places *places)
{
    put("sys/memory/memory.limit_in_bytes", "9223372036854771712\n");
    put("sys/memory/memory.max_usage_in_bytes", "104857600\n");
    OK(fn_host_memory_mb(places) < 0,
       "a container without a limit is not the function's");
    put("sys/memory/memory.limit_in_bytes", "268435456\n");
    NEAR(fn_host_memory_mb(places), 100, 1e-9, "one with a limit tells its most");
    put("sys/memory.max", "max\n");
    put("sys/memory.peak", "1048576\n");
    NEAR(fn_host_memory_mb(places), 100, 1e-9, "a second kind is passed over alike");
    put("sys/memory.max", "268435456\n");
    NEAR(fn_host_memory_mb(places), 1, 1e-9, "and read first");
    put("sys/memory.peak", "many\n");
    OK(fn_host_memory_mb(places) < 0, "words are no memory");
}

int
main(void)
{
    char buffers[3][4096];
    struct fn_host_places places;

    folder = getenv("TEST_TMP");
    if (!folder) {
        SKIP("TEST_TMP is not set");
        return done();
    }
    places = places_of(buffers);
    test_lambda(&places);
    test_instance(&places);
    test_arm_and_nothing(&places);
    test_memory(&places);
    return done();
}
