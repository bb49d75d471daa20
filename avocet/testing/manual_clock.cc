#include "avocet/testing/manual_clock.h"
